package dev.reserve.core.deploy;

import dev.reserve.core.listener.Connections;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private Duration drainTimeout;
    private @Nullable Launched current;
    private @Nullable Attempt attempt;

    AppSlot(Key key, Duration drainTimeout) {
        this.key = key;
        this.drainTimeout = drainTimeout;
    }

    Key key() {
        return key;
    }

    Slot<Connections> slot() {
        return slot;
    }

    Duration drainTimeout() {
        return drainTimeout;
    }

    void drainTimeout(Duration timeout) {
        drainTimeout = timeout;
    }

    Optional<Launched> current() {
        return Optional.ofNullable(current);
    }

    void current(@Nullable Launched launched) {
        current = launched;
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
        return current == null && draining.isEmpty() && !(attempt instanceof Attempt.Running || attempt instanceof Attempt.Ready);
    }
}
