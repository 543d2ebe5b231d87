package dev.reserve.gateway.single;

import dev.reserve.gateway.cgi.ResponseHead;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The request of a [SingleConnection] and its response: a body of a known length, and then nothing more; a head, a body, and the end of the connection.
///
/// The body is read by the thread that wants it, and by one at a time; nothing of it is read before it is wanted.
final class SingleStream implements HttpStream {

    private static final int JOINED = 2048;
    private static final int INPUT = 32 << 10;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final SingleConnection connection;
    private final EndPoint endPoint;
    private final ResponseHead responses;
    private final long length;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean watching = new AtomicBoolean();
    private @Nullable HttpChannel channel;
    private @Nullable RetainableByteBuffer input;
    private long remaining;
    private Content.@Nullable Chunk failure;
    private volatile boolean consumed;
    private volatile boolean committed;
    private volatile boolean sent;

    /// @param input with what has come of the body; released by the stream
    /// @param length of the body
    SingleStream(SingleConnection connection, ResponseHead responses, RetainableByteBuffer input, long length) {
        this.connection = connection;
        this.endPoint = connection.getEndPoint();
        this.responses = responses;
        this.length = length;
        this.remaining = length;
        this.consumed = length == 0;
        if (length == 0) {
            input.release();
        } else {
            this.input = input;
        }
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

    /// Whether both the request and the response have ended.
    boolean isOver() {
        return over.get();
    }

    // The request's body

    @Override
    public synchronized Content.@Nullable Chunk read() {
        if (failure != null) {
            return failure;
        }
        if (remaining == 0) {
            return Content.Chunk.EOF;
        }
        if (over.get()) {
            return fail(new EofException("the request is over"));
        }
        try {
            RetainableByteBuffer from = filled();
            return from == null ? failure : chunk(from);
        } catch (IOException e) {
            return fail(e);
        }
    }

    private Content.Chunk chunk(RetainableByteBuffer from) {
        ByteBuffer bytes = from.getByteBuffer();
        int size = (int) Math.min(remaining, bytes.remaining());
        ByteBuffer part = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        remaining -= size;
        if (remaining > 0) {
            from.retain();
            return Content.Chunk.asChunk(part, false, from);
        }
        input = null; // the chunk has it from now on
        consumed = true;
        if (bytes.hasRemaining()) {
            tooMuch();
        }
        Content.Chunk last = Content.Chunk.asChunk(part, true, from);
        watch();
        return last;
    }

    /// Something of the body, with at least a byte in it; null if nothing more is there yet, or it will not come any more.
    private @Nullable RetainableByteBuffer filled() throws IOException {
        RetainableByteBuffer into = input;
        if (into != null && into.hasRemaining()) {
            return into;
        }
        if (into == null || into.isRetained()) {
            if (into != null) {
                into.release();
            }
            into = connection.getConnector().getByteBufferPool().acquire(INPUT, true);
            input = into;
        }
        ByteBuffer bytes = into.getByteBuffer();
        bytes.clear().flip();
        int filled = endPoint.fill(bytes);
        if (filled < 0) {
            MalformedException early = new MalformedException("the connection ended after " + (length - remaining) + " of the " + length
                    + " bytes of the body that CONTENT_LENGTH tells");
            fail(early);
            endPoint.close(early);
        } else if (filled == 0) {
            release();
        }
        return filled > 0 ? into : null;
    }

    private Content.Chunk fail(Throwable cause) {
        Content.Chunk failed = Content.Chunk.from(cause, true);
        failure = failed;
        return failed;
    }

    synchronized void release() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    @Override
    public void demand() {
        boolean now;
        synchronized (this) {
            try {
                now = failure != null || remaining == 0 || filled() != null || failure != null;
            } catch (IOException e) {
                fail(e);
                now = true;
            }
        }
        if (now) {
            run(channel().onContentAvailable());
        } else {
            endPoint.tryFillInterested(new Wanted());
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
            synchronized (this) {
                release();
                fail(unread);
            }
        }
        return unread;
    }

    // The end of the client

    /// Has the request cancelled when the web server gives it up: it ends the connection when its client has gone.
    void watch() {
        if (consumed && !over.get() && watching.compareAndSet(false, true)) {
            endPoint.tryFillInterested(new Watch());
        }
    }

    private void look() {
        RetainableByteBuffer into = connection.getConnector().getByteBufferPool().acquire(1, true);
        try {
            ByteBuffer bytes = into.getByteBuffer();
            bytes.clear().flip();
            int filled = endPoint.fill(bytes);
            if (filled == 0) {
                endPoint.tryFillInterested(new Watch());
            } else if (filled > 0) {
                tooMuch();
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

    private void tooMuch() {
        endPoint.close(new MalformedException("more of a body came than the " + length + " bytes that CONTENT_LENGTH tells"));
    }

    /// The connection has ended: so does the request, if it has not.
    void disconnected() {
        if (!over.get() && !sent) {
            run(channel().onFailure(new EofException("the web server has ended the connection")));
        }
    }

    // The response

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // what is between two ends of an HTTP connection is left out when the head is written
    }

    @Override
    public void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last, @Nullable ByteBuffer content,
            Callback callback) {
        boolean empty = content == null || !content.hasRemaining() || HttpMethod.HEAD.is(request.getMethod());
        if (response != null && response.getStatus() < 200) { // there is no way to tell the client
            callback.succeeded();
        } else if (response != null) {
            committed = true;
            RetainableByteBuffer head = responses.write(response, last && content != null ? content.remaining() : last ? 0 : -1,
                    connection.getConnector().getByteBufferPool());
            Sending sending = new Sending(callback, last, head);
            ByteBuffer first = head.getByteBuffer();
            if (empty || content == null) {
                endPoint.write(sending, first);
            } else if (content.remaining() <= Math.min(JOINED, first.capacity() - first.limit())) {
                join(first, content);
                endPoint.write(sending, first);
            } else {
                endPoint.write(sending, first, content);
            }
        } else if (empty || content == null) {
            sent |= last;
            callback.succeeded();
        } else {
            endPoint.write(new Sending(callback, last, null), content);
        }
    }

    /// To copy a little costs less than to write from two places.
    private static void join(ByteBuffer first, ByteBuffer second) {
        int end = first.limit();
        first.limit(end + second.remaining()).put(end, second, second.position(), second.remaining());
        second.position(second.limit());
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
        return committed;
    }

    @Override
    public void succeeded() {
        end();
    }

    @Override
    public void failed(Throwable cause) {
        if (sent) {
            end(); // all is said: it is the request's body that was not read
        } else if (over.compareAndSet(false, true)) {
            release();
            reset();
            endPoint.close(cause);
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            release();
            if (consumed) {
                endPoint.close();
            } else {
                endPoint.shutdownOutput();
                endPoint.setIdleTimeout(LINGER.toMillis());
                new Lingering().succeeded();
            }
        }
    }

    /// Has the other side told that the response is not whole: the end of the connection alone would be the end of the response.
    private void reset() {
        if (committed && endPoint.getTransport() instanceof SocketChannel socket
                && endPoint.getLocalSocketAddress() instanceof InetSocketAddress) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException _) {
                // it has ended already, or is a Unix socket, where there is no such thing
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

    /// A write, with the memory that its head is in.
    private final class Sending implements Callback {

        private final Callback callback;
        private final boolean last;
        private final @Nullable RetainableByteBuffer head;

        Sending(Callback callback, boolean last, @Nullable RetainableByteBuffer head) {
            this.callback = callback;
            this.last = last;
            this.head = head;
        }

        @Override
        public void succeeded() {
            giveBack();
            sent |= last;
            callback.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            giveBack();
            callback.failed(cause);
        }

        private void giveBack() {
            if (head != null) {
                head.release();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
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

    /// Waits for the web server to read the response, while it is still sending a body that nobody wants: to close at once would make it lose both.
    private final class Lingering implements Callback {

        @Override
        public void succeeded() {
            RetainableByteBuffer into = connection.getConnector().getByteBufferPool().acquire(INPUT, true);
            try {
                ByteBuffer bytes = into.getByteBuffer();
                int filled;
                do {
                    bytes.clear().flip();
                    filled = endPoint.fill(bytes);
                } while (filled > 0);
                if (filled < 0) {
                    endPoint.close();
                } else {
                    endPoint.tryFillInterested(this);
                }
            } catch (IOException e) {
                endPoint.close(e);
            } finally {
                into.release();
            }
        }

        @Override
        public void failed(Throwable cause) {
            endPoint.close(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
