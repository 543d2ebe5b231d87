package dev.reserve.gateway.single;

import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/// The body of a request: so many bytes of a connection. Nothing of it is read before it is wanted, and by one thread at a time, whichever that is.
final class Body {

    private static final int INPUT = 32 << 10;

    private final EndPoint endPoint;
    private final ByteBufferPool pool;
    private final long length;
    private @Nullable RetainableByteBuffer input;
    private long remaining;
    private Content.@Nullable Chunk failure;
    private volatile boolean consumed;
    private volatile @Nullable MalformedException fault;

    /// @param input with what has come of it; it is the body's from now on
    Body(EndPoint endPoint, ByteBufferPool pool, RetainableByteBuffer input, long length) {
        this.endPoint = endPoint;
        this.pool = pool;
        this.length = length;
        this.remaining = length;
        this.consumed = length == 0;
        if (length == 0) {
            input.release();
        } else {
            this.input = input;
        }
    }

    /// Whether all of it has been read.
    boolean isConsumed() {
        return consumed;
    }

    /// Why the connection is to be closed; null if it is not.
    @Nullable
    MalformedException fault() {
        return fault;
    }

    /// The next part of it; null if it has not come yet.
    synchronized Content.@Nullable Chunk read() {
        if (failure != null) {
            return failure;
        }
        if (remaining == 0) {
            return Content.Chunk.EOF;
        }
        try {
            RetainableByteBuffer from = filled();
            return from == null ? failure : next(from);
        } catch (IOException e) {
            return fail(e);
        }
    }

    private Content.Chunk next(RetainableByteBuffer from) {
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
            fault = tooMuch();
        }
        return Content.Chunk.asChunk(part, true, from);
    }

    /// More has come than it is long.
    MalformedException tooMuch() {
        return new MalformedException("more of a body came than the " + length + " bytes that CONTENT_LENGTH tells");
    }

    /// Something of it, with at least a byte; null if nothing more is there yet, or it will not come any more.
    private @Nullable RetainableByteBuffer filled() throws IOException {
        RetainableByteBuffer into = input;
        if (into != null && into.hasRemaining()) {
            return into;
        }
        if (into == null || into.isRetained()) {
            if (into != null) {
                into.release();
            }
            into = pool.acquire(INPUT, true);
            input = into;
        }
        ByteBuffer bytes = into.getByteBuffer();
        bytes.clear().flip(); // as Jetty's end points want it: what is between position and limit is there
        int filled = endPoint.fill(bytes);
        if (filled < 0) {
            MalformedException early = new MalformedException("the connection ended after " + (length - remaining) + " of the " + length
                    + " bytes of the body that CONTENT_LENGTH tells");
            fail(early);
            fault = early;
        } else if (filled == 0) {
            release();
        }
        return filled > 0 ? into : null;
    }

    /// Whether there is something to read, if it is only that it has ended or failed.
    synchronized boolean isReady() {
        try {
            return failure != null || remaining == 0 || filled() != null || failure != null;
        } catch (IOException e) {
            fail(e);
            return true;
        }
    }

    /// Has all further reads fail.
    synchronized Content.Chunk fail(Throwable cause) {
        release();
        Content.Chunk failed = Content.Chunk.from(cause, true);
        failure = failed;
        return failed;
    }

    /// Gives the memory back.
    synchronized void release() {
        if (input != null) {
            input.release();
            input = null;
        }
    }
}
