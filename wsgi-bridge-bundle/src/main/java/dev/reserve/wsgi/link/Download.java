package dev.reserve.wsgi.link;

import dev.reserve.wsgi.wire.Frame;
import dev.reserve.wsgi.wire.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// The body of a response that comes in parts, written as fast as the client takes it. One part is being written at a time; the worker may send as much as the window
/// has room for, and gets room for what has been written.
///
/// Used by the link's thread; when the link is closed, by the thread on which the last write ends.
final class Download implements Callback, Work {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// @param loan of the memory that it is in, if it is not a copy
    /// @param length that the worker is told of when it is written
    private record Part(@Nullable ByteBuffer bytes, @Nullable FilePart file, FrameReader.@Nullable Loan loan, int length) {

        void giveBack() {
            if (loan != null) {
                loan.giveBack();
            }
            if (file != null) {
                file.close();
            }
        }
    }

    private final Call call;
    private final Response response;
    private final Link link;
    private final Deque<Part> parts = new ArrayDeque<>();
    private @Nullable Part writing;
    private boolean lent;
    private boolean turning;
    private boolean ended;
    private boolean lastWritten;
    private boolean dropped;
    private @Nullable Throwable failure;
    private int written;
    private int unacknowledged;

    Download(Call call, Response response, Link link) {
        this.call = call;
        this.response = response;
        this.link = link;
    }

    void add(ByteBuffer payload) {
        if (dropped) {
            return;
        }
        int length = payload.remaining();
        unacknowledged += length;
        // Only one part at a time may keep what has been read from being used again.
        if (length <= 4096 || lent) {
            parts.add(new Part(Call.copy(payload), null, null, length));
        } else {
            lent = true;
            parts.add(new Part(payload, null, link.in().loan(), length));
        }
        write();
    }

    void addFile(ByteBuffer payload) {
        if (!dropped) {
            try {
                parts.add(new Part(null, FilePart.open(link.pid(), payload), null, 0));
            } catch (IOException e) {
                link.out().empty(Frame.ABORT, call.id());
                call.cutOff("a file cannot be sent: " + e);
            }
        }
        link.out().empty(Frame.FILE_TAKEN, call.id());
        write();
    }

    /// The worker has no more.
    void end() {
        ended = true;
        write();
    }

    /// Nobody reads what comes.
    Download dropped() {
        drop();
        return this;
    }

    void drop() {
        dropped = true;
        parts.forEach(Part::giveBack);
        parts.clear();
    }

    /// Cuts the response off, after what is being written.
    void fail(Throwable cause) {
        failure = cause;
        drop();
        if (writing == null) {
            call.cut(cause);
        }
    }

    private void write() {
        if (turning || dropped) {
            return;
        }
        turning = true;
        try {
            while (writing == null && !dropped && !lastWritten) {
                Part next = parts.poll();
                if (next == null && !ended) {
                    return;
                }
                lastWritten = ended && parts.isEmpty();
                writing = next == null ? new Part(NOTHING.slice(), null, null, 0) : next;
                FilePart file = writing.file;
                ByteBuffer bytes = writing.bytes;
                if (file != null) {
                    file.send(lastWritten, call.request(), response, this);
                } else if (bytes != null) {
                    response.write(lastWritten, bytes, this);
                }
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            turning = false;
        }
    }

    @Override
    public void succeeded() {
        if (link.isMine()) {
            done();
        } else {
            link.post(this);
        }
    }

    @Override
    public void run(Link on) {
        done();
    }

    @Override
    public void orphaned() {
        done();
    }

    private void done() {
        Part part = writing;
        if (part == null) {
            return;
        }
        writing = null;
        if (part.loan != null) {
            lent = false;
        }
        part.giveBack();
        Throwable cause = failure;
        if (cause != null) {
            call.cut(cause);
        } else if (lastWritten) {
            call.written();
        } else {
            acknowledge(part.length);
            write();
        }
    }

    private void acknowledge(int length) {
        written += length;
        if (call.isSent() && written >= link.dispatcher().window() / 4) {
            link.out().begin(Frame.RESPONSE_WINDOW, call.id()).putInt(written).end();
            unacknowledged -= written;
            written = 0;
            call.weigh();
        }
    }

    @Override
    public void failed(Throwable cause) {
        Work task = new Work() {
            @Override
            public void run(Link on) {
                orphaned();
            }

            @Override
            public void orphaned() {
                Part part = writing;
                writing = null;
                if (part != null) {
                    part.giveBack();
                }
                call.clientFailed(cause);
            }
        };
        if (link.isMine()) {
            task.run(link);
        } else {
            link.post(task);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /// Whether the worker may send no more for now.
    boolean isUsedUp() {
        return unacknowledged >= link.dispatcher().window();
    }

    /// Whether the client is the one that is waited for.
    boolean isWaiting() {
        return writing != null;
    }
}
