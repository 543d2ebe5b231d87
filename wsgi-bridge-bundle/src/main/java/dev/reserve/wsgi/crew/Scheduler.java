package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Call;
import dev.reserve.wsgi.link.Dispatcher;
import dev.reserve.wsgi.link.Link;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/// Gives each request to the worker that has the fewest, or has it wait. Takes no lock.
///
/// A request that waits is never left with room for it: whoever adds one then looks for room, and whoever makes room then looks for one that waits; a place that was
/// reserved for nothing is given back before looking again.
final class Scheduler implements Dispatcher {

    private static final int WINDOW = 256 << 10;

    private final Deque<Call> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final int most;
    private volatile Link[] links = {};
    private volatile @Nullable Throwable failing;
    private volatile boolean closed;
    /// Where to begin to look; several threads write it, and any value will do.
    private int turn;

    /// @param most requests that wait
    Scheduler(int most) {
        this.most = most;
    }

    /// Takes a new request.
    void offer(Call call) {
        if (waiting.isEmpty()) {
            Link link = reserve();
            if (link != null) {
                link.send(call);
                return;
            }
        }
        if (length.get() >= most && !isHopeless(call)) {
            call.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, null);
            return;
        }
        await(call, false);
    }

    @Override
    public void dispatch(Call call) {
        await(call, true);
    }

    private void await(Call call, boolean first) {
        if (isHopeless(call)) {
            return;
        }
        length.incrementAndGet();
        call.waits();
        if (first) {
            waiting.addFirst(call);
        } else {
            waiting.addLast(call);
        }
        if (closed || failing != null) {
            refuseAll();
        }
        roomy();
    }

    private boolean isHopeless(Call call) {
        Throwable cause = failing;
        if (cause != null) {
            call.refuse(HttpStatus.BAD_GATEWAY_502, cause);
            return true;
        }
        if (closed) {
            call.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, null);
            return true;
        }
        return false;
    }

    @Override
    public void roomy() {
        while (!waiting.isEmpty()) {
            Link link = reserve();
            if (link == null) {
                return;
            }
            Call call = next();
            if (call == null) {
                link.giveUpPlace();
            } else {
                link.send(call);
            }
        }
    }

    /// The first that somebody still waits for.
    private @Nullable Call next() {
        Call call;
        while ((call = waiting.pollFirst()) != null) {
            length.decrementAndGet();
            if (!call.isAbandoned()) {
                return call;
            }
            abandon(call);
        }
        return null;
    }

    private void abandon(Call call) {
        abandoned.incrementAndGet();
        call.abandon();
    }

    /// Lets those go whose clients have left.
    void sweep() {
        for (Call call : waiting) {
            if (call.isAbandoned() && waiting.removeFirstOccurrence(call)) {
                length.decrementAndGet();
                abandon(call);
            }
        }
    }

    /// How many have left the queue because their clients have.
    int abandoned() {
        return abandoned.get();
    }

    private @Nullable Link reserve() {
        Link[] now = links;
        if (now.length == 1) {
            return now[0].load().reserve() ? now[0] : null;
        }
        while (true) {
            Link best = null;
            int fewest = Integer.MAX_VALUE;
            int begin = now.length == 0 ? 0 : Math.floorMod(turn++, now.length);
            for (int i = 0; i < now.length && fewest > 0; i++) {
                Link link = now[begin + i < now.length ? begin + i : begin + i - now.length];
                int weight = link.load().weight();
                if (weight < fewest) {
                    fewest = weight;
                    best = link;
                }
            }
            if (best == null || best.load().reserve()) {
                return best;
            }
        }
    }

    /// Has these workers get requests from now on.
    void use(List<Link> next) {
        links = next.toArray(Link[]::new);
        roomy();
    }

    /// Has requests refused while there is no worker.
    ///
    /// @param cause null when there are workers again
    void failing(@Nullable Throwable cause) {
        failing = cause;
        if (cause != null) {
            refuseAll();
        }
    }

    void close() {
        closed = true;
        refuseAll();
    }

    private void refuseAll() {
        Call call;
        while ((call = waiting.pollFirst()) != null) {
            if (!isHopeless(call)) { // there are workers again
                waiting.addFirst(call);
                roomy();
                return;
            }
            length.decrementAndGet();
        }
    }

    /// How many requests wait.
    int waiting() {
        return length.get();
    }

    @Override
    public int window() {
        return WINDOW;
    }
}
