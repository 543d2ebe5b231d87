package dev.reserve.http.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Jetty's side of a connection that may have one request only. Most of these are read, answered and closed without a wait, so a selector gets to know of one only when
/// there is something to wait for. That saves two turns of its thread for each request. From then on it is as any other.
final class BriefEndPoint extends FedEndPoint {

    private final ManagedSelector selector;
    private final BiConsumer<BriefEndPoint, @Nullable Throwable> ended;
    /// Whether the selector may know of it: set before it does.
    private volatile boolean attended;
    /// Whether the selector has found something, and is going to ask what to wait for next.
    private volatile boolean selected;
    /// Whether what is to be read has not been looked for yet: known to the thread that opens it.
    private boolean fresh = true;
    /// Whether the client has its last answer. Set before the thread that looks for more is told to.
    private boolean over;

    /// @param selector for when there is something to wait for
    /// @param ended called once with the cause, if there is one, on the thread that closes it
    BriefEndPoint(SocketChannel channel, ManagedSelector selector, Scheduler scheduler, Guest guest,
            BiConsumer<BriefEndPoint, @Nullable Throwable> ended) {
        super(channel, null, null, scheduler, guest);
        this.selector = selector;
        this.ended = ended;
    }

    /// Reads what the connection has been opened to read, on this thread: most clients send as soon as they are connected.
    void begin() {
        boolean wanted = !fresh;
        fresh = false;
        if (wanted) {
            getFillInterest().fillable();
        }
    }

    /// The client has its answer to what it has said is its last request: what comes now is the end, and is not waited for.
    void answeredLast() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /// When it is over there is nothing more. A client that sends more all the same would not get to read its answer if the connection were closed now, so it is not over then.
    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (over && filled == 0) {
            shutdownInput();
            return -1;
        }
        over &= filled < 0;
        return filled;
    }

    @Override
    protected void needsFillInterest() {
        if (fresh) {
            fresh = false;
            return;
        }
        super.needsFillInterest();
        submit();
    }

    @Override
    protected void onIncompleteFlush() {
        super.onIncompleteFlush();
        submit();
    }

    private void submit() {
        if (!selected) {
            selector.submit(this::attend);
        }
    }

    @Override
    public Runnable onSelected() {
        selected = true;
        return super.onSelected();
    }

    @Override
    public void updateKey() {
        selected = false; // first: what is wanted from now on is submitted, and what was before is seen below
        super.updateKey();
    }

    @Override
    public @Nullable Callback cancelWrite(Throwable cause) {
        Callback cancelled = super.cancelWrite(cause);
        if (attended) {
            selector.submit(this::attend);
        }
        return cancelled;
    }

    /// Has the selector wait for what is wanted by now. Called on its thread.
    private void attend(Selector threads) {
        try {
            if (!attended) {
                attended = true;
                replaceKey(getChannel().register(threads, 0, this));
            }
            updateKey();
        } catch (ClosedChannelException e) {
            close(e);
        }
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        if (attended) {
            selector.submit(_ -> {}); // wakes it: the socket ends when the selector has let go of it
        }
        ended.accept(this, cause);
    }
}
