package dev.reserve.http.limits;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What a connection waits for its client for, and since when: the rest of a request's head, or more of a body. The thread that serves the connection notes it, as
/// cheaply as can be, and another one that comes by now and then looks whether it has been too long.
public final class Waiting {

    private static final long FOR_NOTHING = 0;
    private static final long TOO_LONG = 1;

    /// When the first byte of a head came, by [System#nanoTime] with its last bit taken away, or one of the above.
    private final AtomicLong head = new AtomicLong();
    private volatile boolean multiplexed;
    private boolean inBody;
    private volatile @Nullable LimitedBody body;
    /// Those of several requests that share the connection, if they have been waited for.
    private volatile Set<LimitedBody> bodies = Set.of();

    /// Bytes have come.
    public void arrived() {
        if (head.getPlain() == FOR_NOTHING && !inBody && !multiplexed) {
            head.compareAndSet(FOR_NOTHING, stamp(System.nanoTime()));
        }
    }

    /// What has come so far was no part of a head; one may have begun meanwhile.
    public void restart() {
        long since = head.get();
        if (since != FOR_NOTHING && since != TOO_LONG) {
            head.compareAndSet(since, stamp(System.nanoTime()));
        }
    }

    /// A head has come whole, or nothing of one.
    ///
    /// @return whether it came in time
    public boolean headComplete() {
        return head.getAndUpdate(since -> since == TOO_LONG ? since : FOR_NOTHING) != TOO_LONG;
    }

    /// From now on there is no telling what bytes are for: several requests share the connection, or it is not HTTP any more.
    public void multiplexed() {
        multiplexed = true;
        headComplete();
    }

    /// Whether it has been found to be too long for a head.
    public boolean isTooLong() {
        return head.getPlain() == TOO_LONG;
    }

    /// Whether a head has not come within a time. This is told only once, and from then on the connection gets nothing more.
    public boolean isHeadOverdue(long now, long nanos) {
        long since = head.get();
        return since != FOR_NOTHING && since != TOO_LONG && now - since > nanos;
    }

    /// Gives up on a head.
    ///
    /// @return false if it has come meanwhile
    public boolean giveUp() {
        long since = head.get();
        return since != FOR_NOTHING && since != TOO_LONG && head.compareAndSet(since, TOO_LONG);
    }

    /// The body that the connection's only request is about to bring.
    void begin(LimitedBody next) {
        inBody = true;
        body = next;
    }

    /// The request is over.
    void end() {
        body = null;
        inBody = false;
    }

    /// The body that has not brought anything within a time, or null.
    public @Nullable LimitedBody overdueBody(long now, long nanos) {
        LimitedBody current = body;
        return current != null && current.isOverdue(now, nanos) ? current : null;
    }

    /// The body of one of several requests is waited for.
    synchronized void add(LimitedBody one) {
        if (bodies.isEmpty()) {
            bodies = ConcurrentHashMap.newKeySet();
        }
        bodies.add(one);
    }

    void remove(LimitedBody one) {
        bodies.remove(one);
    }

    /// Those of several requests that share the connection which have not brought anything within a time.
    public List<LimitedBody> overdueBodies(long now, long nanos) {
        return bodies.isEmpty() ? List.of() : bodies.stream().filter(one -> one.isOverdue(now, nanos)).toList();
    }

    static long stamp(long nanoTime) {
        return (nanoTime & ~1L) == 0 ? 2 : nanoTime & ~1L;
    }
}
