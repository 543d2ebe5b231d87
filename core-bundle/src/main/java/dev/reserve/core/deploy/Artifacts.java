package dev.reserve.core.deploy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

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

    /// The apps of a type, each with the content that is to provide it: all of them at once, as there may be hundreds.
    Map<String, Content> providers(String type) {
        Map<String, Content> providers = new TreeMap<>();
        for (Artifact artifact : byFile.values()) {
            artifact.offering(type).forEach((app, content) -> providers.merge(app, content, BinaryOperator.maxBy(RANK)));
        }
        return providers;
    }
}
