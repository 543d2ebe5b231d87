package dev.reserve.gateway.fcgi;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/// What has come of a request's body and is not wanted yet. Whoever adds to it is told when it is much: FastCGI has no way to hold back one request alone, and
/// memory has an end.
///
/// One thread adds, another one may take. A demand is for a part that is not there yet: whoever brings that takes the demand, and has the app told.
final class FcgiBody {

    /// How much of a body may wait.
    private static final int WINDOW = 64 << 10;
    /// What a chunk costs beside its content.
    private static final int CHUNK = 256;

    private final Deque<Content.Chunk> chunks = new ArrayDeque<>();
    private long received;
    private int waiting;
    private boolean complete;
    private boolean demanded;
    private boolean discarded;
    private Content.@Nullable Chunk failure;

    /// What is taken, and whether no more was to come until it was.
    record Taken(Content.@Nullable Chunk chunk, boolean resumes) {}

    /// How much of it has come.
    synchronized long received() {
        return received;
    }

    /// Whether its end has come.
    synchronized boolean isComplete() {
        return complete;
    }

    /// Whether nobody wants it.
    synchronized boolean isDiscarded() {
        return discarded;
    }

    /// Whether so much waits that no more may come.
    synchronized boolean isFull() {
        return waiting > WINDOW;
    }

    /// A part of it has come.
    ///
    /// @param buffer that it is in
    /// @return whether it waits
    synchronized boolean add(ByteBuffer content, RetainableByteBuffer buffer) {
        received += content.remaining();
        if (discarded) {
            return false;
        }
        buffer.retain();
        waiting += content.remaining() + CHUNK;
        chunks.add(Content.Chunk.asChunk(content, false, buffer));
        return true;
    }

    /// Its end has come.
    synchronized void complete() {
        complete = true;
    }

    /// It ends with a failure, at once.
    synchronized void fail(Throwable cause) {
        discard();
        failure = Content.Chunk.from(cause, true);
    }

    /// Throws away what waits, and what is still to come.
    synchronized void discard() {
        discarded = true;
        waiting = 0;
        Content.Chunk chunk;
        while ((chunk = chunks.poll()) != null) {
            chunk.release();
        }
    }

    /// Takes the next part of it; none if it has not come yet.
    synchronized Taken take() {
        if (failure != null) {
            return new Taken(failure, false);
        }
        Content.Chunk chunk = chunks.poll();
        if (chunk == null) {
            return new Taken(complete ? Content.Chunk.EOF : null, false);
        }
        boolean full = isFull();
        waiting -= chunk.remaining() + CHUNK;
        return new Taken(chunk, full && !isFull());
    }

    /// Leaves a demand, unless there is something to take.
    ///
    /// @return whether there is
    synchronized boolean demand() {
        boolean there = failure != null || complete || !chunks.isEmpty();
        demanded = !there;
        return there;
    }

    /// Takes the demand that was left.
    ///
    /// @return false if there is none
    synchronized boolean takeDemand() {
        boolean wanted = demanded;
        demanded = false;
        return wanted;
    }
}
