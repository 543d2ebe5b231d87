package dev.reserve.benchmarks.load;

import java.time.Duration;

/// Ends a client's wait for an answer that does not come, by an interrupt: a read from a blocking channel has no timeout.
final class Patience {

    private final long limit;
    private Thread waiting = Thread.currentThread();
    private long since;
    private boolean waits;

    Patience(Duration limit) {
        this.limit = limit.toNanos();
    }

    synchronized void begin() {
        waiting = Thread.currentThread();
        since = System.nanoTime();
        waits = true;
    }

    synchronized void end() {
        waits = false;
    }

    /// Called now and then, by another thread.
    synchronized void look() {
        if (waits && System.nanoTime() - since > limit) {
            waits = false;
            waiting.interrupt();
        }
    }
}
