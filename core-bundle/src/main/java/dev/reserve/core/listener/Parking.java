package dev.reserve.core.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/// What waits in the backlog of a listener that has nobody to serve it, and how long.
///
/// The kernel tells how many wait, not since when. As they come out in the order in which they came in, looking at the number from time to time is
/// enough to know how many of the first have waited too long. Looks are made by the acceptor; anybody may ask [#since].
final class Parking {

    /// How many had arrived at the latest when somebody looked.
    private record Look(long nanos, long arrived) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private long gone;
    private volatile @Nullable Instant since;

    /// Since when there has been nobody, if there is nobody.
    Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /// There is somebody to serve.
    void end() {
        if (since != null) {
            since = null;
            looks.clear();
            gone = 0;
        }
    }

    /// There is nobody: looks at what waits.
    ///
    /// @param waiting how many wait, if the kernel told
    /// @param now by [System#nanoTime]
    /// @return how many of them have waited for the timeout, and are to go
    int look(OptionalInt waiting, long now, Duration timeout) {
        if (since == null) {
            since = Instant.now();
        }
        long arrived = gone + waiting.orElse(1); // without a figure, as if one had waited from the beginning
        Look newest = looks.peekLast();
        if (newest == null || arrived > newest.arrived) {
            looks.addLast(new Look(now, arrived));
        }
        long expired = 0;
        while (!looks.isEmpty() && now - looks.getFirst().nanos >= timeout.toNanos()) {
            expired = looks.removeFirst().arrived - gone;
        }
        return (int) Math.min(expired, waiting.orElse(Integer.MAX_VALUE));
    }

    /// So many have gone.
    void gone(int number) {
        gone += number;
    }
}
