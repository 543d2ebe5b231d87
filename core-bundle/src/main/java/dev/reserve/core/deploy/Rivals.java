package dev.reserve.core.deploy;

import dev.reserve.core.hosting.Offer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Sees to it that an app does not come from two artifacts that cannot be told apart by their versions, as two jars can: the one that was there first
/// stays, the other is rejected, and tried again when it is the only one. Touched by the deploy thread alone.
final class Rivals {

    private final Artifacts artifacts;
    private final Past past;
    private final Intakes intakes;
    private final Map<Artifact, Claim> rejected = new HashMap<>();

    /// What a content was rejected for.
    private record Claim(String sha256, boolean jar, Offer offer) {}

    Rivals(Artifacts artifacts, Past past, Intakes intakes) {
        this.artifacts = artifacts;
        this.past = past;
        this.intakes = intakes;
    }

    /// Rejects what is on trial and has come second, and has those looked at again that are alone now.
    void settle() {
        if (rejected.isEmpty() && artifacts.all().stream().noneMatch(Rivals::isOther)) { // as a rule there are but jars
            return;
        }
        for (Artifact artifact : List.copyOf(artifacts.all())) {
            artifact.trial().filter(_ -> !artifact.bundled()).ifPresent(trial -> settle(artifact, trial));
        }
        rejected.entrySet().removeIf(entry -> !isStill(entry.getKey(), entry.getValue()));
    }

    /// Whether it has a content that is no jar.
    private static boolean isOther(Artifact artifact) {
        return Stream.concat(artifact.trial().stream(), artifact.accepted().stream()).anyMatch(content -> !content.isJar());
    }

    private void settle(Artifact artifact, Content trial) {
        String sha256 = trial.copy().sha256();
        for (Offer offer : trial.module().offers()) {
            Claim claim = new Claim(sha256, trial.isJar(), offer);
            Optional<Artifact> first = rivals(artifact, claim).min(seniority(offer))
                    .filter(other -> seniority(offer).compare(other, artifact) < 0);
            if (first.isPresent()) {
                rejected.put(artifact, claim);
                intakes.reject(artifact, sha256, new RejectedException("app " + offer.app() + " comes from " + first.get().file()
                        + " already, and " + artifact.file()
                        + " has one of that name too; expected one of the two: remove or rename the other"));
                return;
            }
        }
    }

    private Stream<Artifact> rivals(Artifact artifact, Claim claim) {
        return artifacts.all().stream()
                .filter(other -> other != artifact && !other.bundled() && !other.missing() && (!claim.jar || isOther(other)))
                .filter(other -> other.offering(claim.offer.type(), claim.offer.app()).filter(content -> !(claim.jar && content.isJar()))
                        .isPresent());
    }

    /// Who serves already goes first; then who has served in an earlier run; then the older file.
    private Comparator<Artifact> seniority(Offer offer) {
        return Comparator
                .<Artifact>comparingInt(
                        each -> each.accepted().flatMap(content -> content.offer(offer.type(), offer.app())).isPresent() ? 0 : 1)
                .thenComparingInt(each -> past.lastGood(each.file()).isPresent() ? 0 : 1).thenComparingLong(Artifact::changed)
                .thenComparing(Artifact::file);
    }

    private boolean isStill(Artifact artifact, Claim claim) {
        boolean same = artifact.intake() instanceof Artifact.Intake.Rejected(String sha256, _) && claim.sha256.equals(sha256)
                && artifacts.all().contains(artifact);
        boolean alone = rivals(artifact, claim).findAny().isEmpty();
        if (same && alone) {
            intakes.retry(artifact);
        }
        return same && !alone;
    }
}
