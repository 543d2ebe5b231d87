package dev.reserve.core.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// How many connections may be open, and how many be accepted in a second: for a listener, or for an app on all its listeners. What comes beyond it is
/// not refused, but left in the backlog until there is room. Thread-safe, without a lock.
public final class Limit {

    /// No bound.
    public static final int NONE = Integer.MAX_VALUE;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicInteger open = new AtomicInteger();
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
    private volatile int max = NONE;
    private volatile int perSecond = NONE;
    /// Accepts are spaced by a second divided by the rate, and a second's worth of them may come at once: this is when the next one is due if
    /// all that were accepted had been spaced so (the generic cell rate algorithm, ITU-T I.371).
    private final AtomicLong due = new AtomicLong(System.nanoTime());

    /// A configured number, where 0 is no bound, as in most servers.
    public static int orNone(int number) {
        return number == 0 ? NONE : number;
    }

    /// Sets the bounds; those inside stay.
    ///
    /// @param maxOpen open connections, or [#NONE]
    /// @param rate accepted connections in a second, or [#NONE]
    public void set(int maxOpen, int rate) {
        max = maxOpen;
        perSecond = rate;
        waiting.forEach(Runnable::run);
    }

    /// How many are inside.
    public int open() {
        return open.get();
    }

    /// Whether there is room for one more.
    ///
    /// @return 0 if there is; otherwise after how many milliseconds it is worth another look, or [Long#MAX_VALUE] if not before one has left
    long pause() {
        if (open.get() >= max) {
            return Long.MAX_VALUE;
        }
        int rate = perSecond;
        long ahead = rate == NONE ? 0 : due.get() - System.nanoTime() - SECOND + SECOND / rate;
        return ahead <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(ahead) + 1;
    }

    /// Takes one more in, who has to [#leave]. One acceptor asks before it takes, and so keeps to the limit; several that share it may exceed
    /// it by one each.
    void take() {
        open.incrementAndGet();
        int rate = perSecond;
        if (rate != NONE) {
            long now = System.nanoTime();
            due.updateAndGet(next -> Math.max(next, now) + SECOND / rate);
        }
    }

    /// One has left.
    void leave() {
        if (open.decrementAndGet() == max - 1) {
            waiting.forEach(Runnable::run);
        }
    }

    /// Has `waker` run when there is room again.
    void watch(Runnable waker) {
        waiting.add(waker);
    }

    void unwatch(Runnable waker) {
        waiting.remove(waker);
    }
}
