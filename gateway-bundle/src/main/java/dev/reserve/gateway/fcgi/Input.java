package dev.reserve.gateway.fcgi;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes that a connection has brought. What is handed on stays where it is, in a buffer that is filled up to its end before there is another: however
/// little comes at a time, no more memory is held than what has come. For one thread at a time.
final class Input {

    private static final int SIZE = 32 << 10;

    private final EndPoint endPoint;
    private final ByteBufferPool pool;
    private @Nullable RetainableByteBuffer buffer;

    Input(EndPoint endPoint, ByteBufferPool pool) {
        this.endPoint = endPoint;
        this.pool = pool;
    }

    /// Reads what is there.
    ///
    /// @return how many bytes; 0 for none yet, -1 for the end
    int fill() throws IOException {
        RetainableByteBuffer into = buffer;
        if (into != null && !into.hasRemaining() && !into.isRetained()) {
            into.getByteBuffer().clear().flip();
        } else if (into != null && into.getByteBuffer().limit() == into.capacity()) {
            into.release();
            into = null;
        }
        if (into == null) {
            into = pool.acquire(SIZE, true);
            into.getByteBuffer().clear().flip();
            buffer = into;
        }
        ByteBuffer bytes = into.getByteBuffer();
        int end = bytes.limit();
        // a part of its own: Jetty fills a buffer of which all is consumed from its beginning
        int filled = endPoint.fill(bytes.duplicate().clear().slice(end, bytes.capacity() - end).limit(0));
        if (filled > 0) {
            bytes.limit(end + filled);
        }
        return filled;
    }

    /// What has come and is not consumed.
    ByteBuffer bytes() {
        RetainableByteBuffer from = buffer;
        return from == null ? ByteBuffer.allocate(0) : from.getByteBuffer();
    }

    /// The buffer that it is in.
    RetainableByteBuffer buffer() {
        RetainableByteBuffer from = buffer;
        if (from == null) {
            throw new IllegalStateException("nothing has come");
        }
        return from;
    }

    /// Gives memory back, if all that has come is consumed and nobody holds any of it.
    void rest() {
        RetainableByteBuffer from = buffer;
        if (from != null && !from.hasRemaining() && !from.isRetained()) {
            release();
        }
    }

    void release() {
        RetainableByteBuffer from = buffer;
        if (from != null) {
            from.release();
            buffer = null;
        }
    }
}
