package dev.reserve.gateway.fcgi;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/// Writes for all requests of a connection, in turn: each as much as one record holds, and then the next one. Any thread may add.
final class Output extends IteratingCallback {

    private final EndPoint endPoint;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private @Nullable Message current;
    private @Nullable Throwable failure;

    /// Something to be written.
    interface Message {

        /// The next records of it, with one that has content at most.
        ByteBuffer[] next();

        /// Whether there are more.
        boolean hasMore();

        void written();

        void failed(Throwable cause);
    }

    Output(EndPoint endPoint) {
        this.endPoint = endPoint;
    }

    void add(Message message) {
        Throwable before;
        synchronized (waiting) {
            before = failure;
            if (before == null) {
                waiting.add(message);
            }
        }
        if (before == null) {
            iterate();
        } else {
            message.failed(before);
        }
    }

    /// Takes a message back.
    ///
    /// @return false if some of it may have been written
    boolean remove(Message message) {
        synchronized (waiting) {
            return waiting.remove(message);
        }
    }

    @Override
    protected Action process() {
        Message next;
        synchronized (waiting) {
            next = waiting.poll();
        }
        current = next;
        if (next == null) {
            return Action.IDLE;
        }
        endPoint.write(this, next.next());
        return Action.SCHEDULED;
    }

    @Override
    protected void onSuccess() {
        Message done = current;
        current = null;
        if (done == null) {
            return;
        }
        if (done.hasMore()) {
            synchronized (waiting) {
                waiting.add(done);
            }
        } else {
            done.written();
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        List<Message> left = new ArrayList<>();
        synchronized (waiting) {
            failure = cause;
            Message last = current;
            if (last != null) {
                left.add(last);
            }
            left.addAll(waiting);
            waiting.clear();
        }
        current = null;
        left.forEach(message -> message.failed(cause));
        endPoint.close(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
