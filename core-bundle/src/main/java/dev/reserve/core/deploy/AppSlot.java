package dev.reserve.core.deploy;

import dev.reserve.core.listener.Connections;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The slot of an app with certain arguments, and what is on its way into it and out of it. Touched by the deploy thread alone.
final class AppSlot {

    /// What tells slots apart.
    record Key(String app, List<String> args) {

        Key {
            args = List.copyOf(args);
        }
    }

    /// A version, and where it came from.
    record Launched(Content content, Version<Connections> version) {}

    /// An attempt to launch a content for this slot.
    sealed interface Attempt {

        Content content();

        /// @param id of the version to be: unique, so that no two launches are taken for each other
        record Running(Content content, String id) implements Attempt {}

        /// Launched, and not yet current.
        record Ready(Content content, Version<Connections> version) implements Attempt {}

        record Failed(Content content, String reason) implements Attempt {}
    }

    private final Key key;
    private final Slot<Connections> slot = new Slot<>();
    private final List<Launched> draining = new ArrayList<>();
    private Optional<Duration> drainTimeout;
    private @Nullable Launched current;
    private @Nullable Launched fallback;
    private @Nullable Launched canary;
    private @Nullable Attempt attempt;

    AppSlot(Key key, Optional<Duration> drainTimeout) {
        this.key = key;
        this.drainTimeout = drainTimeout;
    }

    Key key() {
        return key;
    }

    Slot<Connections> slot() {
        return slot;
    }

    /// That of the bindings, if they have one.
    Optional<Duration> drainTimeout() {
        return drainTimeout;
    }

    void drainTimeout(Optional<Duration> timeout) {
        drainTimeout = timeout;
    }

    Optional<Launched> current() {
        return Optional.ofNullable(current);
    }

    void current(@Nullable Launched launched) {
        current = launched;
    }

    /// What goes back to being current if the current version does not pass its probation; empty once it has passed.
    Optional<Launched> fallback() {
        return Optional.ofNullable(fallback);
    }

    void fallback(@Nullable Launched launched) {
        fallback = launched;
    }

    /// What has a share of the connections, until it is promoted or rolled back.
    Optional<Launched> canary() {
        return Optional.ofNullable(canary);
    }

    void canary(@Nullable Launched launched) {
        canary = launched;
    }

    /// All that gets connections or can be given some in one write.
    List<Launched> live() {
        return Stream.of(canary(), current(), fallback()).flatMap(Optional::stream).toList();
    }

    List<Launched> draining() {
        return draining;
    }

    Optional<Attempt> attempt() {
        return Optional.ofNullable(attempt);
    }

    void attempt(@Nullable Attempt next) {
        attempt = next;
    }

    /// Whether nothing is in it, or on its way in or out.
    boolean idle() {
        return live().isEmpty() && draining.isEmpty() && !(attempt instanceof Attempt.Running || attempt instanceof Attempt.Ready);
    }
}
