package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.connection.GatewayConnection;
import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/// A connection that brings requests one after the other, or several at a time (FastCGI §3.1).
///
/// Records are read by one thread at a time: that of the selector, or another one if reading had to wait for a request to take what has come for it.
final class FcgiConnection extends GatewayConnection {

    /// How many requests there may be at a time.
    static final int MOST_REQUESTS = 100;
    private static final long LINGER_MILLIS = 2000;

    private enum Reading {
        RESTING, READING, CLOSED
    }

    private final Input input;
    private final Output output;
    private final Notices notices;
    private final Demultiplexer incoming;
    private final AtomicReference<Reading> reading = new AtomicReference<>(Reading.RESTING);
    private final Map<Integer, FcgiStream> streams = new ConcurrentHashMap<>();
    /// Requests that have begun and are not over.
    private final AtomicInteger open = new AtomicInteger();
    /// The request that has to take what came for it before more is read.
    private final AtomicReference<@Nullable FcgiStream> full = new AtomicReference<>();
    private volatile boolean last;
    private volatile boolean lingering;

    FcgiConnection(Connector connector, HttpConfiguration configuration, EndPoint endPoint) {
        super(connector, configuration, endPoint, "fcgi");
        input = new Input(endPoint, connector.getByteBufferPool());
        output = new Output(endPoint);
        notices = new Notices(output);
        incoming = new Demultiplexer(this, notices);
    }

    // Reading

    @Override
    public void onFillable() {
        if (!enter()) {
            return;
        }
        try {
            while (parse()) {
                int filled = input.fill();
                if (filled == 0) {
                    input.rest();
                    leave();
                    awaitFillable();
                    return;
                }
                if (filled < 0) {
                    leave();
                    ended();
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            leave();
            getEndPoint().close(e);
        }
    }

    private boolean enter() {
        return reading.compareAndSet(Reading.RESTING, Reading.READING);
    }

    private void leave() {
        if (!reading.compareAndSet(Reading.READING, Reading.RESTING)) {
            input.release();
        }
    }

    /// @return false if somebody else goes on with it
    private boolean parse() throws MalformedException {
        if (lingering) {
            ByteBuffer in = input.bytes();
            in.position(in.limit());
        }
        while (true) {
            FcgiStream stream = incoming.take(input);
            if (stream == null) {
                return true;
            }
            if (pause(stream)) {
                return false;
            }
        }
    }

    private boolean pause(FcgiStream stream) {
        leave();
        full.set(stream);
        return stream.isFull() || !full.compareAndSet(stream, null) || !enter();
    }

    /// A request has taken what came for it.
    void resume(FcgiStream stream) {
        if (full.compareAndSet(stream, null)) {
            getExecutor().execute(this::onFillable);
        }
    }

    /// A request begins.
    ///
    /// @param keep whether the connection is to be kept when it is over
    void begin(int id, boolean keep) throws MalformedException {
        if (streams.size() >= MOST_REQUESTS) {
            refuse(id, keep, ProtocolStatus.OVERLOADED);
        } else {
            counted(keep);
            streams.put(id, new FcgiStream(this, id));
        }
    }

    void refuse(int id, boolean keep, ProtocolStatus status) throws MalformedException {
        counted(keep);
        notices.refusal(id, status, this::closed);
    }

    private void counted(boolean keep) {
        last |= !keep;
        open.incrementAndGet();
    }

    /// The request of this number, if there is one.
    @Nullable
    FcgiStream stream(int id) {
        return streams.get(id);
    }

    private void ended() {
        String missing = incoming.missing();
        for (FcgiStream stream : streams.values()) {
            missing = missing == null ? stream.missing() : missing;
        }
        if (missing == null || lingering) {
            getEndPoint().close();
        } else {
            getEndPoint().close(new MalformedException("the connection ended within a request: " + missing));
        }
    }

    // Writing

    void send(FcgiStream stream, MetaData.@Nullable Response head, ByteBuffer body, boolean end, Callback callback) {
        Part part = new Part(stream, head, body, end, callback, getConnector().getByteBufferPool());
        stream.pending(part);
        output.add(part);
    }

    /// Takes back what a request waits for to be written, if none of it is being written. If some is, an aborted request ends after the record that is, as the
    /// web server reads on; otherwise that may never be whole, and the connection ends.
    ///
    /// @param then run when nothing of it is written any more
    void cancel(Part part, boolean aborted, Throwable cause, Runnable then) {
        if (output.remove(part)) {
            part.drop();
        } else if (aborted && part.cut(then)) {
            return;
        } else if (!aborted) {
            getEndPoint().close(cause);
        }
        then.run();
    }

    /// Ends a request without a whole response.
    void end(FcgiStream stream, boolean aborted, Throwable cause) {
        if (!aborted && open.get() == 1) {
            getEndPoint().close(cause); // the one way to tell a web server that does not look at the status
            return;
        }
        stream.ending();
        if (aborted) {
            notices.aborted(stream.number());
        } else {
            notices.broken(stream.number());
        }
    }

    /// Ends a request that was aborted before it began.
    void answerAborted(FcgiStream stream) {
        end(stream, true, new IOException("aborted"));
        closed();
    }

    // The end

    void remove(FcgiStream stream) {
        streams.remove(stream.number(), stream);
    }

    /// A request is over, and its response.
    ///
    /// @param whole whether all of its body came
    void over(FcgiStream stream, boolean whole) {
        remove(stream);
        if (!whole) {
            lingering |= isLast();
        }
        closed();
    }

    private boolean isLast() {
        return last || getConnector().isShutdown();
    }

    private void closed() {
        if (open.decrementAndGet() > 0 || !isLast()) {
            return;
        }
        if (lingering) { // to close at once would make the web server lose the response while it sends
            getEndPoint().setIdleTimeout(LINGER_MILLIS);
            getEndPoint().shutdownOutput();
        } else {
            getEndPoint().close();
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        boolean busy = false;
        for (FcgiStream stream : streams.values()) {
            HttpChannel.IdleTimeoutTask task = stream.idle(timeout);
            if (task != null && task.handlingRequest()) {
                ThreadPool.executeImmediately(getExecutor(), task.action());
                busy = true;
            }
        }
        return !busy;
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        if (reading.getAndSet(Reading.CLOSED) == Reading.RESTING) {
            input.release();
        }
        streams.values().forEach(FcgiStream::disconnected);
    }
}
