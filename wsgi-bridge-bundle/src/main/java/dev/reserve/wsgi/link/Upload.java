package dev.reserve.wsgi.link;

import dev.reserve.wsgi.wire.Frame;
import dev.reserve.wsgi.wire.FrameWriter;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/// The rest of a request's body, brought to the worker as far as it has room. Used by the link's thread; only [#run] is called by others.
final class Upload extends Invocable.Task.Abstract implements Work {

    private final Call call;
    private final Request request;
    private final int initial;
    private int room;
    private boolean moved;
    /// Whether the client is waited for.
    private boolean demanded;
    private boolean ended;
    private Content.@Nullable Chunk rest;

    Upload(Call call, Request request, int room) {
        super(InvocationType.NON_BLOCKING);
        this.call = call;
        this.request = request;
        this.initial = room;
        this.room = room;
    }

    /// There is more of the body: on a thread of Jetty's.
    @Override
    public void run() {
        call.link().post(this);
    }

    @Override
    public void run(Link link) {
        demanded = false;
        pull();
        call.weigh();
    }

    @Override
    public void orphaned() {
        // nobody wants it: a request that the client is waited for is not given to another worker
    }

    void widen(int more) {
        room += more;
        pull();
    }

    /// Sends what is there.
    void pull() {
        Link link = call.link();
        while (room > 0 && !ended && !demanded && call.isSent()) {
            if (link.isFull()) {
                demanded = true;
                link.post(this);
                return;
            }
            Content.Chunk chunk = rest == null ? request.read() : rest;
            rest = null;
            if (chunk == null) {
                demanded = true;
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                ended = true;
                Throwable failure = chunk.getFailure();
                call.clientFailed(failure == null ? new java.io.EOFException("the body ended early") : failure);
                return;
            }
            send(chunk, link.out());
        }
    }

    private void send(Content.Chunk chunk, FrameWriter out) {
        ByteBuffer bytes = chunk.getByteBuffer();
        if (bytes.hasRemaining()) {
            moved = true;
            call.forgetFirst();
            int length = Math.min(Math.min(bytes.remaining(), room), Frame.LARGEST_DATA);
            out.begin(Frame.REQUEST_DATA, call.id()).put(bytes.slice(bytes.position(), length)).end();
            bytes.position(bytes.position() + length);
            room -= length;
        }
        if (bytes.hasRemaining()) {
            rest = chunk;
            return;
        }
        if (chunk.isLast()) {
            ended = true;
            out.empty(Frame.REQUEST_END, call.id());
        }
        chunk.release();
    }

    /// Nobody wants the rest.
    void stop() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    /// Begins again, for another worker.
    ///
    /// @return whether that can be: nothing of the body has gone to the one before
    boolean restart() {
        room = initial;
        return !moved && !ended && !demanded;
    }

    /// Whether the worker has most probably read all that came, and the client is waited for. It gives room back when it has read half a window.
    boolean isStarved() {
        return demanded && room > call.link().dispatcher().window() / 2;
    }

    /// Whether the client is the one that is waited for.
    boolean isWaiting() {
        return demanded;
    }
}
