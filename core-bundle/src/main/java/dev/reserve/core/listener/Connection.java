package dev.reserve.core.listener;

import dev.reserve.app.Server;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One accepted connection: runs the handler of the version that it entered, and leaves when it ends. Also the handler's view of the host.
///
/// One object and one virtual thread for each connection; the monitor is taken only at the turns of its life, never by two connections.
final class Connection implements Server, Runnable {

    private static final Logger LOG = System.getLogger("reserve.connection");

    private enum Stage {
        /// `handle` runs.
        HANDLED,
        /// `handle` runs, and has asked for the connection to be kept when it returns.
        HANDLED_TO_KEEP,
        /// `handle` has returned, and the app has the connection.
        KEPT,
        /// The socket is closed and the version left.
        ENDED
    }

    private final SocketChannel socket;
    private final SocketAddress peer;
    private final Listener listener;
    private final Slot<Connections> slot;
    private final Version<Connections> version;
    private final long since = System.nanoTime();
    private Stage stage = Stage.HANDLED;
    private boolean cut;
    private volatile boolean told;
    private @Nullable Thread handling;
    /// What the app gave to [#failed] before `handle` returned.
    private @Nullable Throwable early;
    private List<Runnable> onDraining = List.of();

    Connection(SocketChannel socket, SocketAddress peer, Listener listener, Slot<Connections> slot, Version<Connections> version) {
        this.socket = socket;
        this.peer = peer;
        this.listener = listener;
        this.slot = slot;
        this.version = version;
    }

    @Override
    public void run() {
        Connections connections = version.serving();
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(connections.loader());
        synchronized (this) {
            handling = thread;
        }
        Throwable failure = null;
        try {
            connections.add(this);
            connections.handler().handle(socket, peer, this);
        } catch (Throwable t) { // the last resort of this thread: an app may throw anything, and only its own connection ends
            failure = t;
        }
        try {
            returned(failure);
        } catch (Error _) { // it has ended, and memory is too short to say of what
        }
    }

    private void returned(@Nullable Throwable failure) {
        Throwable cause;
        synchronized (this) {
            handling = null;
            cause = failure == null ? early : failure;
            if (cause == null && stage == Stage.HANDLED_TO_KEEP && !cut) {
                stage = Stage.KEPT;
                return;
            }
        }
        end(cause);
    }

    private void end(@Nullable Throwable failure) {
        boolean wasCut;
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return;
            }
            stage = Stage.ENDED;
            wasCut = cut;
            onDraining = List.of();
        }
        try {
            close();
            if (failure != null && !wasCut && !Failures.isClientGone(failure)) {
                version.countFailure(failure);
                listener.failures().log(version.id(), failure);
            }
        } finally { // also if memory is too short for these words: a version must not wait for ever for one that has gone
            version.serving().remove(this);
            version.serving().left();
            listener.ended();
            version.leave();
        }
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a connection of " + listener.name(), e);
        }
    }

    /// How it stands at this moment; empty if it has ended.
    Optional<OpenConnection> look() {
        synchronized (this) {
            return stage == Stage.ENDED
                    ? Optional.empty()
                    : Optional.of(new OpenConnection(socket, peer, listener.name(), Duration.ofNanos(System.nanoTime() - since),
                            Optional.ofNullable(handling)));
        }
    }

    /// Ends the connection by force. False if it had ended.
    boolean cut() {
        boolean kept;
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return false;
            }
            cut = true;
            kept = stage == Stage.KEPT;
            if (handling != null) {
                handling.interrupt();
            }
        }
        if (kept) {
            end(null);
        } else {
            close();
        }
        return true;
    }

    boolean cameBy(Listener way) {
        return listener.equals(way);
    }

    /// Whether its listener gives connections to another app meanwhile.
    boolean isLeftBehind() {
        return listener.bound() != slot;
    }

    void startDraining() {
        List<Runnable> actions;
        synchronized (this) {
            told = true;
            actions = onDraining;
            onDraining = List.of();
        }
        actions.forEach(this::start);
    }

    private void start(Runnable action) {
        Thread.ofVirtual().start(() -> {
            Thread.currentThread().setContextClassLoader(version.serving().loader());
            try {
                action.run();
            } catch (Throwable t) { // as for handle: it is the app's, and only this action ends
                listener.failures().log(version.id(), t);
            }
        });
    }

    @Override
    public String listener() {
        return listener.name();
    }

    @Override
    public SocketAddress address() {
        return listener.address();
    }

    @Override
    public boolean draining() {
        return told || version.serving().draining();
    }

    @Override
    public void onDraining(Runnable action) {
        boolean now;
        synchronized (this) {
            if (stage == Stage.ENDED) {
                return;
            }
            now = draining();
            if (!now) {
                List<Runnable> actions = new ArrayList<>(onDraining);
                actions.add(action);
                onDraining = actions;
            }
        }
        if (now) {
            start(action);
        }
    }

    @Override
    public synchronized void keep() {
        if (stage == Stage.KEPT || stage == Stage.ENDED) {
            throw new IllegalStateException("keep() after handle() has returned");
        }
        stage = Stage.HANDLED_TO_KEEP;
    }

    @Override
    public void done() {
        finish(null);
    }

    @Override
    public void failed(Throwable cause) {
        finish(cause);
    }

    private void finish(@Nullable Throwable cause) {
        synchronized (this) {
            if (stage != Stage.KEPT) { // handle() has not returned yet: the connection ends when it does
                early = cause;
                stage = stage == Stage.HANDLED_TO_KEEP ? Stage.HANDLED : stage;
                return;
            }
        }
        end(cause);
    }
}
