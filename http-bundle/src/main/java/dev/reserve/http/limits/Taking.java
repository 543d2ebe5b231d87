package dev.reserve.http.limits;

import java.util.concurrent.TimeUnit;

/// How fast a client takes what it is sent. Only the time counts in which it has no room for more.
public final class Taking {

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private boolean full;
    private long since;
    private long waited;
    private long bytes;

    /// It has made room, or taken, this much.
    public synchronized void took(long more) {
        bytes += more;
    }

    /// Whether it has room for more from now on.
    public synchronized void room(boolean any, long now) {
        if (full) {
            waited += now - since;
        }
        full = !any;
        since = now;
    }

    /// Whether it has been waited for as long as that, and has taken less than so much in a second of it. Each stretch of this length is looked at by itself.
    public synchronized boolean isTooSlow(long now, long nanos, int rate) {
        if (full) {
            waited += now - since;
            since = now;
        }
        if (waited < nanos) {
            return false;
        }
        boolean slow = full && bytes < rate * (waited / SECOND);
        waited = 0;
        bytes = 0;
        return slow;
    }
}
