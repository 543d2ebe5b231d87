package dev.reserve.core.deploy;

import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The slot of an app with certain arguments, and what is on its way into it and out of it. Touched by the deploy thread alone.
final class AppSlot<S extends Serving> {

    /// A version, and where it came from.
    record Launched<S extends Serving>(Content content, Version<S> version) {}

    /// An attempt to launch a content for this slot.
    sealed interface Attempt<S extends Serving> {

        Content content();

        /// @param id of the version to be: unique, so that no two launches are taken for each other
        record Running<S extends Serving>(Content content, String id) implements Attempt<S> {}

        /// Launched, and not yet current.
        record Ready<S extends Serving>(Content content, Version<S> version) implements Attempt<S> {}

        record Failed<S extends Serving>(Content content, String reason) implements Attempt<S> {}
    }

    private final AppKey key;
    private final Slot<S> slot = new Slot<>();
    private final List<Launched<S>> draining = new ArrayList<>();
    private Optional<Duration> drainTimeout;
    private @Nullable Launched<S> current;
    private @Nullable Launched<S> fallback;
    private @Nullable Launched<S> canary;
    private @Nullable AppSlot<S> predecessor;
    private @Nullable Launched<S> refused;
    /// By the ids of versions that are not retired yet.
    private final Map<String, String> refusals = new HashMap<>();
    private boolean healthy;
    private @Nullable Attempt<S> attempt;

    AppSlot(AppKey key, Optional<Duration> drainTimeout) {
        this.key = key;
        this.drainTimeout = drainTimeout;
    }

    AppKey key() {
        return key;
    }

    Slot<S> slot() {
        return slot;
    }

    /// That of the bindings, if they have one.
    Optional<Duration> drainTimeout() {
        return drainTimeout;
    }

    void drainTimeout(Optional<Duration> timeout) {
        drainTimeout = timeout;
    }

    Optional<Launched<S>> current() {
        return Optional.ofNullable(current);
    }

    void current(@Nullable Launched<S> launched) {
        current = launched;
    }

    /// What goes back to being current if the current version does not pass its probation; empty once it has passed.
    Optional<Launched<S>> fallback() {
        return Optional.ofNullable(fallback);
    }

    void fallback(@Nullable Launched<S> launched) {
        fallback = launched;
    }

    /// The slot that this one comes in the place of, and that goes on serving if the current version does not pass its probation; empty once it has passed.
    Optional<AppSlot<S>> predecessor() {
        return Optional.ofNullable(predecessor);
    }

    void predecessor(@Nullable AppSlot<S> slot) {
        predecessor = slot;
    }

    /// What has not passed its probation, and is let go as soon as the predecessor has its place again.
    Optional<Launched<S>> refused() {
        return Optional.ofNullable(refused);
    }

    void refused(@Nullable Launched<S> launched) {
        refused = launched;
    }

    /// Why a version was sent back although its content may be good: with what this slot is launched with, it has not passed its probation.
    Optional<String> refusal(Version<?> version) {
        return Optional.ofNullable(refusals.get(version.id()));
    }

    void refusal(Version<?> version, @Nullable String reason) {
        if (reason == null) {
            refusals.remove(version.id());
        } else {
            refusals.put(version.id(), reason);
        }
    }

    /// Whether there is something to go back to from the current version.
    boolean onProbation() {
        return current != null && (fallback != null || predecessor != null);
    }

    /// What has a share of the connections, until it is promoted or rolled back.
    Optional<Launched<S>> canary() {
        return Optional.ofNullable(canary);
    }

    void canary(@Nullable Launched<S> launched) {
        canary = launched;
    }

    /// Whether the newest that took over has said that it is well.
    boolean healthy() {
        return healthy;
    }

    void healthy(boolean now) {
        healthy = now;
    }

    /// All that gets connections or can be given some in one write.
    List<Launched<S>> live() {
        return Stream.of(canary(), current(), fallback(), refused()).flatMap(Optional::stream).toList();
    }

    List<Launched<S>> draining() {
        return draining;
    }

    Optional<Attempt<S>> attempt() {
        return Optional.ofNullable(attempt);
    }

    void attempt(@Nullable Attempt<S> next) {
        attempt = next;
    }

    /// Whether nothing is in it, or on its way in or out.
    boolean idle() {
        return live().isEmpty() && draining.isEmpty() && !(attempt instanceof Attempt.Running || attempt instanceof Attempt.Ready);
    }
}
