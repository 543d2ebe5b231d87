package dev.reserve.core.slot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Holds the versions of one thing that serves, of which one is current, and another may get a share as a canary.
///
/// [#enter] is the hot path: a volatile read and a compare-and-set, without a lock. Changes come from one writer at a time
/// (the monitor sees to that for a program that embeds the engine), are one write each, and never wait for a version to drain.
public final class Slot<S extends Serving> {

    /// Where those who enter go.
    private record Route<S extends Serving>(Version<S> current, @Nullable Version<S> canary, Share share) {

        Version<S> choose(@Nullable Object key) {
            return canary != null && share.takes(key) ? canary : current;
        }
    }

    private static final Share NONE = _ -> false;

    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile @Nullable Route<S> route;

    /// Enters the current version, or the canary; who entered has to [Version#leave].
    ///
    /// @param key what the one who enters is known by, for the canary's share
    /// @return the version entered, or null if there is none to enter
    public @Nullable Version<S> enter(@Nullable Object key) {
        for (;;) {
            Route<S> way = route;
            if (way == null) {
                return null;
            }
            Version<S> version = way.choose(key);
            if (version.enter()) {
                return version;
            }
            // It was closed between the read and the attempt: the route is another one by now.
        }
    }

    /// Whether there is a version to enter.
    public boolean serves() {
        return route != null;
    }

    public Optional<Version<S>> current() {
        return Optional.ofNullable(route).map(Route::current);
    }

    /// The versions that there are to enter.
    public List<Version<S>> enterable() {
        Route<S> way = route;
        return way == null
                ? List.of()
                : Stream.of(Optional.of(way.current), Optional.ofNullable(way.canary)).flatMap(Optional::stream).toList();
    }

    /// Makes `next` the current version and the only one. What was entered before stays as it is, until it is told to [#drain].
    public synchronized void become(Version<S> next) {
        current().filter(before -> before != next).ifPresent(Version::becomeStandby);
        next.becomeCurrent();
        change(new Route<>(next, null, NONE));
    }

    /// Gives `canary` a share of what comes; the current version keeps the rest.
    ///
    /// @throws IllegalStateException if there is no current version
    public synchronized void split(Version<S> canary, Share share) {
        Version<S> current = current().orElseThrow(() -> new IllegalStateException("a canary needs a current version beside it"));
        canary.becomeCanary();
        change(new Route<>(current, canary, share));
    }

    /// Makes `next` the current version, in one write, and starts to drain the one before.
    ///
    /// @return completes when the version before is retired; at once if there was none
    public synchronized CompletableFuture<Drained> swap(Version<S> next, Duration drainTimeout) {
        Optional<Version<S>> before = current();
        become(next);
        return drain(before, drainTimeout);
    }

    /// Leaves the slot without a version, and starts to drain the one that was current.
    ///
    /// @return completes when that version is retired; at once if there was none
    public synchronized CompletableFuture<Drained> vacate(Duration drainTimeout) {
        Optional<Version<S>> before = current();
        change(null);
        return drain(before, drainTimeout);
    }

    /// Starts to drain a version that is neither current nor the canary.
    ///
    /// @return completes when it is retired
    public static CompletableFuture<Drained> drain(Version<?> version, Duration timeout) {
        Drain.start(version, timeout);
        return version.retired();
    }

    /// Has `watcher` run, on the thread that makes the change, whenever the route has changed.
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    private void change(@Nullable Route<S> next) {
        route = next;
        watchers.forEach(Runnable::run);
    }

    private static CompletableFuture<Drained> drain(Optional<? extends Version<?>> before, Duration timeout) {
        return before.isPresent() ? drain(before.get(), timeout) : CompletableFuture.completedFuture(Drained.NOTHING);
    }
}
