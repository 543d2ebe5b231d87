package dev.reserve.core.slot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/// Holds the versions of one thing that serves, of which one is current.
///
/// [#enter] is the hot path: a volatile read and a compare-and-set, without a lock. Changes come from one writer at a time
/// (the monitor sees to that for a program that embeds the engine) and never wait for a version to drain.
public final class Slot<S extends Serving> {

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Version<S> current;

    /// Enters the current version; who entered has to [Version#leave].
    ///
    /// @return the version entered, or null if there is none to enter
    public @Nullable Version<S> enter() {
        for (;;) {
            Version<S> version = current;
            if (version == null || version.enter()) {
                return version;
            }
            // It was closed between the read and the attempt: another one is current by now, or none.
        }
    }

    public Optional<Version<S>> current() {
        return Optional.ofNullable(current);
    }

    /// Makes `next` the current version, in one write, and starts to drain the one before.
    ///
    /// @return completes when the version before is retired; at once if there was none
    public synchronized CompletableFuture<Drained> swap(Version<S> next, Duration drainTimeout) {
        next.becomeCurrent();
        return replace(next, drainTimeout);
    }

    /// Leaves the slot without a version, and starts to drain the one that was current.
    ///
    /// @return completes when that version is retired; at once if there was none
    public synchronized CompletableFuture<Drained> vacate(Duration drainTimeout) {
        return replace(null, drainTimeout);
    }

    /// Has `watcher` run, on the thread that makes the change, whenever another version, or none, has become current.
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    /// Ends a version that was launched and never became current.
    public static void discard(Version<?> version) {
        Drain.start(version, Duration.ZERO);
    }

    private CompletableFuture<Drained> replace(@Nullable Version<S> next, Duration drainTimeout) {
        Version<S> before = current;
        current = next;
        watchers.forEach(Runnable::run);
        if (before == null) {
            return CompletableFuture.completedFuture(Drained.NOTHING);
        }
        Drain.start(before, drainTimeout);
        return before.retired();
    }
}
