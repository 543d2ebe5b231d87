package dev.reserve.core.deploy;

import dev.reserve.core.hosting.Offer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The artifacts there are, and which of them is to provide an app. Touched by the deploy thread alone.
final class Artifacts {

    /// What is dropped into the deploy folder goes before what came with the distribution; then the higher version; then the later change.
    private static final Comparator<Content> RANK = Comparator.<Content>comparingInt(content -> content.artifact().bundled() ? 0 : 1)
            .thenComparing(content -> content.module().version()).thenComparingLong(content -> content.artifact().changed())
            .thenComparing(content -> content.artifact().file());

    private final Map<String, Artifact> byFile = new TreeMap<>();

    Collection<Artifact> all() {
        return byFile.values();
    }

    Optional<Artifact> get(String file) {
        return Optional.ofNullable(byFile.get(file));
    }

    void put(String file, Artifact artifact) {
        byFile.put(file, artifact);
    }

    boolean remove(Artifact artifact) {
        return byFile.values().remove(artifact);
    }

    /// The content that is to provide an app of a type.
    Optional<Content> provider(String type, String app) {
        return byFile.values().stream().flatMap(artifact -> artifact.offering(type, app).stream()).max(RANK);
    }

    /// The apps of a type that the deploy folder offers, each by its provider.
    Map<String, Offer> offers(String type) {
        Map<String, Offer> offers = new TreeMap<>();
        byFile.values().stream().filter(artifact -> !artifact.bundled())
                .flatMap(artifact -> Stream.concat(artifact.trial().stream(), artifact.accepted().stream()))
                .flatMap(content -> content.module().offers().stream()).filter(offer -> offer.type().equals(type)).map(Offer::app)
                .distinct()
                .forEach(
                        app -> provider(type, app).flatMap(content -> content.offer(type, app)).ifPresent(offer -> offers.put(app, offer)));
        return offers;
    }
}
