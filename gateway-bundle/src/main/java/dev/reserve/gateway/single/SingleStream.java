package dev.reserve.gateway.single;

import dev.reserve.gateway.cgi.ResponseHead;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The request of a [SingleConnection] and its response: a body of a known length, and then nothing more; a head, a body, and the end of the connection.
final class SingleStream implements HttpStream {

    private final SingleConnection connection;
    private final EndPoint endPoint;
    private final Body body;
    private final SingleResponse response;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final AtomicBoolean disconnected = new AtomicBoolean();
    private @Nullable HttpChannel channel;

    /// @param input with what has come of the body; it is the stream's from now on
    /// @param length of the body
    SingleStream(SingleConnection connection, ResponseHead responses, RetainableByteBuffer input, long length) {
        this.connection = connection;
        this.endPoint = connection.getEndPoint();
        this.body = new Body(endPoint, pool(), input, length);
        this.response = new SingleResponse(endPoint, responses, pool());
    }

    private ByteBufferPool pool() {
        return connection.getConnector().getByteBufferPool();
    }

    void open(HttpChannel next) {
        channel = next;
    }

    HttpChannel channel() {
        HttpChannel opened = channel;
        if (opened == null) {
            throw new IllegalStateException("not opened");
        }
        return opened;
    }

    /// More of the body has come than there is.
    MalformedException tooMuch() {
        return body.tooMuch();
    }

    /// Gives the memory of a request back that does not begin.
    void release() {
        body.release();
    }

    /// Whether both the request and the response have ended.
    boolean isOver() {
        return over.get();
    }

    // The request's body

    @Override
    public Content.@Nullable Chunk read() {
        Content.Chunk chunk = body.read();
        closeIfMalformed();
        return chunk;
    }

    @Override
    public void demand() {
        boolean ready = body.isReady();
        closeIfMalformed();
        if (ready) {
            run(channel().onContentAvailable());
        } else {
            endPoint.tryFillInterested(new Wanted());
        }
    }

    private void closeIfMalformed() {
        MalformedException fault = body.fault();
        if (fault != null) {
            endPoint.close(fault);
        }
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    @Override
    public @Nullable Throwable consumeAvailable() {
        Throwable unread = HttpStream.consumeAvailable(this, connection.getHttpConfiguration());
        if (unread != null) {
            body.fail(unread);
        }
        return unread;
    }

    // The end of the client

    /// Has the request cancelled when the web server gives it up: it ends the connection when its client has gone.
    void watch() {
        if (body.isConsumed() && !over.get() && watching.compareAndSet(false, true)) {
            endPoint.tryFillInterested(new Watch());
        }
    }

    private void look() {
        RetainableByteBuffer into = pool().acquire(1, true);
        try {
            ByteBuffer bytes = into.getByteBuffer();
            bytes.clear().flip();
            int filled = endPoint.fill(bytes);
            if (filled == 0) {
                endPoint.tryFillInterested(new Watch());
            } else if (filled > 0) {
                endPoint.close(body.tooMuch());
            } else {
                endPoint.close();
                disconnected();
            }
        } catch (IOException e) {
            endPoint.close(e);
            disconnected();
        } finally {
            into.release();
        }
    }

    /// The connection has ended: so does the request, if it has not.
    void disconnected() {
        if (!over.get() && !response.isSent() && disconnected.compareAndSet(false, true)) {
            run(channel().onFailure(new EofException("the web server has ended the connection")));
        }
    }

    // The response

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // what is between two ends of an HTTP connection is left out when the head is written
    }

    @Override
    public void send(MetaData.Request request, MetaData.@Nullable Response head, boolean last, @Nullable ByteBuffer content,
            Callback callback) {
        response.send(request, head, last, content, callback);
    }

    @Override
    public Runnable cancelSend(Throwable cause, Callback callback) {
        return () -> {
            Callback pending = endPoint.cancelWrite(cause);
            if (pending != null) {
                pending.failed(cause);
            }
            callback.failed(cause);
        };
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted();
    }

    @Override
    public void succeeded() {
        end();
    }

    @Override
    public void failed(Throwable cause) {
        if (response.isSent()) {
            end(); // all is said: it is the request's body that was not read
        } else if (over.compareAndSet(false, true)) {
            body.release();
            response.reset();
            endPoint.close(cause);
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            body.release();
            if (body.isConsumed()) {
                endPoint.close();
            } else {
                new Lingering(endPoint, pool()).begin();
            }
        }
    }

    @Override
    public String getId() {
        return connection.getId();
    }

    @Override
    public long getIdleTimeout() {
        return endPoint.getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long milliseconds) {
        endPoint.setIdleTimeout(milliseconds);
    }

    /// The app waits for more of the body.
    private final class Wanted implements Callback {

        @Override
        public void succeeded() {
            run(channel().onContentAvailable());
        }

        @Override
        public void failed(Throwable cause) {
            run(channel().onFailure(cause));
        }

        @Override
        public InvocationType getInvocationType() {
            return channel().getInvocationType();
        }
    }

    /// The other side has ended, or has sent what it should not have.
    private final class Watch implements Callback {

        @Override
        public void succeeded() {
            look();
        }

        @Override
        public void failed(Throwable cause) {
            // the connection is closed: that is seen elsewhere
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
