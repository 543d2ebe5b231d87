package dev.reserve.http.engine;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Jetty's side of a connection that may have one request only. Most of these are read, answered and closed without a wait, so a selector gets to know of one only when
/// there is something to wait for. That saves two turns of its thread for each request.
final class BriefEndPoint extends FedEndPoint {

    private final ManagedSelector selector;
    private final BiConsumer<BriefEndPoint, @Nullable Throwable> ended;
    /// Whether the selector may know of it: set before it does.
    private volatile boolean attended;

    /// @param selector for when there is something to wait for
    /// @param ended called once with the cause, if there is one, on the thread that closes it
    BriefEndPoint(SocketChannel channel, ManagedSelector selector, Scheduler scheduler, Guest guest,
            BiConsumer<BriefEndPoint, @Nullable Throwable> ended) {
        super(channel, null, null, scheduler, guest);
        this.selector = selector;
        this.ended = ended;
    }

    @Override
    protected void needsFillInterest() {
        super.needsFillInterest();
        selector.submit(this::attend);
    }

    @Override
    protected void onIncompleteFlush() {
        super.onIncompleteFlush();
        selector.submit(this::attend);
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
