package dev.reserve.gateway.single;

import dev.reserve.gateway.cgi.ResponseHead;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What is written on a connection of one response: its head, and its body. The end of the connection is its end.
final class SingleResponse {

    private static final int JOINED = 2048;

    private final EndPoint endPoint;
    private final ResponseHead heads;
    private final ByteBufferPool pool;
    private volatile boolean committed;
    private volatile boolean sent;

    /// @param heads how it begins
    SingleResponse(EndPoint endPoint, ResponseHead heads, ByteBufferPool pool) {
        this.endPoint = endPoint;
        this.heads = heads;
        this.pool = pool;
    }

    /// Whether its head has been given to be written.
    boolean isCommitted() {
        return committed;
    }

    /// Whether all of it has been written.
    boolean isSent() {
        return sent;
    }

    /// Writes the next part of it.
    ///
    /// @param request what it answers
    /// @param response its head, with the first part
    void send(MetaData.Request request, MetaData.@Nullable Response response, boolean last, @Nullable ByteBuffer content,
            Callback callback) {
        boolean empty = content == null || !content.hasRemaining() || HttpMethod.HEAD.is(request.getMethod());
        if (response != null && response.getStatus() < 200) { // there is no way to tell the client
            callback.succeeded();
        } else if (response != null) {
            committed = true;
            RetainableByteBuffer head;
            try {
                head = heads.write(response, length(request, last, content), pool);
            } catch (IllegalArgumentException e) {
                callback.failed(e);
                return;
            }
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

    /// How long the body is, if that is known by now.
    private static long length(MetaData.Request request, boolean last, @Nullable ByteBuffer content) {
        if (!last || HttpMethod.HEAD.is(request.getMethod())) {
            return -1;
        }
        return content == null ? 0 : content.remaining();
    }

    /// To copy a little costs less than to write from two places.
    private static void join(ByteBuffer first, ByteBuffer second) {
        int end = first.limit();
        first.limit(end + second.remaining()).put(end, second, second.position(), second.remaining());
        second.position(second.limit());
    }

    /// Has the other side told that the response is not whole: the end of the connection alone would be the end of the response.
    void reset() {
        if (committed && endPoint.getTransport() instanceof SocketChannel socket) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException _) {
                // it has ended already, or is a Unix socket, where there is no such thing
            }
        }
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
}
