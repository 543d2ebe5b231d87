package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.cgi.ResponseHead;
import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// A part of a response: the head if it is the first, some of the body, and the end of the request if it is the last.
final class Part implements Output.Message {

    /// Up to this size a body is copied behind its head: that costs less than to write from two places.
    private static final int JOINED = 4096;
    private static final int END_BYTES = 3 * RecordWriter.HEAD;
    private static final int PADDING = 8;

    private final FcgiStream stream;
    private final ByteBuffer body;
    private final boolean last;
    private final Callback callback;
    private final ByteBufferPool pool;
    /// What to do in place of the callback, once the record that is being written is whole.
    private final AtomicReference<@Nullable Runnable> instead = new AtomicReference<>();
    /// What is left of the head.
    private @Nullable RetainableByteBuffer text;
    private @Nullable RetainableByteBuffer memory;

    /// @param head null if it has been written
    /// @param body without content perhaps
    /// @throws IllegalArgumentException if the head is too large
    Part(FcgiStream stream, MetaData.@Nullable Response head, ByteBuffer body, boolean last, Callback callback, ByteBufferPool pool) {
        this.stream = stream;
        this.body = body;
        this.last = last;
        this.callback = callback;
        this.pool = pool;
        this.text = head == null ? null : ResponseHead.CGI.write(head, last ? body.remaining() : -1, pool);
    }

    @Override
    public ByteBuffer[] next() {
        release(memory);
        int before = text == null ? 0 : Math.min(text.remaining(), RecordWriter.MOST);
        int length = text != null && text.remaining() > before ? 0 : Math.min(RecordWriter.MOST - before, body.remaining());
        boolean joined = length <= JOINED;
        RetainableByteBuffer into = pool.acquire(RecordWriter.HEAD + before + (joined ? length : 0) + PADDING + END_BYTES, true);
        memory = into;
        ByteBuffer out = into.getByteBuffer().clear();
        if (before + length > 0) {
            RecordWriter.head(out, RecordType.STDOUT, stream.number(), before + length);
        }
        putText(out, before);
        ByteBuffer content = body.slice(body.position(), length);
        body.position(body.position() + length);
        if (joined) {
            out.put(content);
        }
        int split = out.position();
        RecordWriter.pad(out, before + length);
        if (last && !isLeft()) {
            stream.ending();
            end(out, stream.number(), 0);
        }
        out.flip();
        return joined ? new ByteBuffer[]{out} : new ByteBuffer[]{out.slice(0, split), content, out.slice(split, out.limit() - split)};
    }

    private void putText(ByteBuffer out, int length) {
        RetainableByteBuffer from = text;
        if (from != null) {
            ByteBuffer bytes = from.getByteBuffer();
            out.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            if (!bytes.hasRemaining()) {
                from.release();
                text = null;
            }
        }
    }

    /// The end of a request.
    static void end(ByteBuffer out, int number, int appStatus) {
        RecordWriter.empty(out, RecordType.STDOUT, number);
        RecordWriter.endRequest(out, number, appStatus, ProtocolStatus.REQUEST_COMPLETE);
    }

    @Override
    public boolean hasMore() {
        return instead.get() == null && isLeft();
    }

    private boolean isLeft() {
        return text != null || body.hasRemaining();
    }

    /// No more is to be written of it than the record that is being written. Any thread may ask.
    ///
    /// @param then run when that is whole, or cannot be
    /// @return false if it is over already
    boolean cut(Runnable then) {
        return instead.compareAndSet(null, then);
    }

    private static void release(@Nullable RetainableByteBuffer buffer) {
        if (buffer != null) {
            buffer.release();
        }
    }

    /// It is not to be written.
    void drop() {
        release(memory);
        memory = null;
        release(text);
        text = null;
        stream.pending(null);
    }

    @Override
    public void written() {
        drop();
        if (last) {
            stream.sent();
        }
        over(callback::succeeded);
    }

    private void over(Runnable done) {
        Runnable then = instead.getAndSet(done); // from now on it cannot be cut
        (then == null ? done : then).run();
    }

    @Override
    public void failed(Throwable cause) {
        drop();
        over(() -> callback.failed(cause));
    }
}
