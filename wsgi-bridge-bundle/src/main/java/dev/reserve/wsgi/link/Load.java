package dev.reserve.wsgi.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How many requests a worker has, and how many it may have: as many as it has threads, and beyond that as many as are a millisecond's work, so that a
/// request does not wait behind others while another worker has nothing to do.
///
/// A request that waits for its client has no place meanwhile: the worker lets others run in its stead.
///
/// Any thread reserves a place before it gives a request to the link, and the link's thread gives it back when the worker is done with the request. A place that is
/// given back is free before anybody looks for waiting requests.
public final class Load {

    /// Work that may be sent ahead.
    private static final long AHEAD = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MOST_AHEAD = 256;
    /// The slowest of the recent requests counts less by this part with each one.
    private static final int DECAY = 64;

    private final int threads;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile int places;
    private volatile boolean closed = true;
    private long slowest = AHEAD;
    private long typical = AHEAD;
    private long lastEnd;

    Load(int threads) {
        this.threads = threads;
        this.places = threads;
    }

    /// Lets requests in.
    void open() {
        closed = false;
    }

    /// Lets no more in. Those that have a place keep it.
    public void close() {
        closed = true;
    }

    /// Reserves a place, if there is one.
    public boolean reserve() {
        while (!closed) {
            int now = taken.get();
            if (now >= places) {
                return false;
            }
            if (taken.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /// Takes a place again, whether there is one or not.
    void resume() {
        taken.incrementAndGet();
    }

    /// Gives a place back.
    void release() {
        taken.decrementAndGet();
    }

    /// How many places are taken; the largest number if there is none free.
    public int weight() {
        int now = taken.get();
        return closed || now >= places ? Integer.MAX_VALUE : now;
    }

    public int taken() {
        return taken.get();
    }

    /// Notes that some requests have ended together; on the link's thread.
    ///
    /// @param began when the first of them was sent
    void ended(int count, long began, long now) {
        long elapsed = Math.max(1, now - (lastEnd == 0 ? began : Math.max(lastEnd, began)));
        lastEnd = now;
        long each = elapsed / count;
        // If they took much longer than as many usual ones, one of them did.
        long longest = elapsed > 2L * count * typical ? elapsed - (count - 1) * typical : each;
        typical += (Math.min(each, 4 * typical) - typical) / 16;
        typical = Math.max(1_000, typical);
        long decayed = slowest - slowest / DECAY * Math.min(count, DECAY / 2);
        slowest = Math.max(longest, decayed);
        // None while the recent ones say that one may take most of the time.
        int next = threads + Math.clamp(AHEAD / Math.max(1, slowest) - 1, 0, MOST_AHEAD);
        if (next != places) {
            places = next;
        }
    }
}
