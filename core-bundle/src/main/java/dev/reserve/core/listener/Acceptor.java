package dev.reserve.core.listener;

import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Accepts the connections of one listener, on a platform thread of its own: it has to run even when apps keep every carrier of virtual threads busy.
///
/// It waits in a selector rather than in accept(2), so that it can stop accepting while there is no version, without taking a
/// connection that nobody serves.
final class Acceptor implements Runnable {

    private static final Logger LOG = System.getLogger("reserve.listener");
    private static final ThreadFactory CONNECTIONS = Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();
    /// How long to leave the backlog alone after accept(2) has failed: mostly for want of file descriptors, and trying again at once would only spin.
    private static final int PAUSE_MILLIS = 100;
    /// No more than a full backlog is accepted when the listener closes.
    private static final int LAST_CONNECTIONS = 4096;

    private final Listener listener;
    private final ServerSocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Thread thread;
    private volatile boolean stopped;
    /// Accepted just when the version went away: it cannot be put back, so it waits here and is the first to be served.
    private @Nullable SocketChannel held;
    private boolean failing;

    Acceptor(Listener listener, ServerSocketChannel channel) throws IOException {
        this.listener = listener;
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
        this.thread = Thread.ofPlatform().name("accept-" + listener.name()).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    void wakeup() {
        selector.wakeup();
    }

    void stop() {
        stopped = true;
        wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try (selector; channel) {
            while (!stopped) {
                try {
                    turn();
                } catch (IOException | RuntimeException | Error e) { // the acceptor outlives anything, want of memory included
                    LOG.log(Level.ERROR, "listener " + listener.name() + ": the acceptor stumbled and goes on", e);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
                }
            }
            for (int i = 0; i < LAST_CONNECTIONS && acceptOne(); i++) {
                // what came before the close is served
            }
            if (held != null) {
                held.close();
                listener.ended();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "listener " + listener.name() + ": the acceptor has ended", e);
        }
    }

    private void turn() throws IOException {
        boolean ready = hasVersion() && !failing;
        key.interestOps(ready ? SelectionKey.OP_ACCEPT : 0);
        selector.select(failing ? PAUSE_MILLIS : 0);
        selector.selectedKeys().clear();
        failing = false;
        while (!stopped && acceptOne()) {
            // until the backlog is empty, or there is nobody to serve it
        }
    }

    private boolean hasVersion() {
        Slot<Connections> slot = listener.bound();
        return slot != null && slot.serves();
    }

    /// Accepts and gives away one connection. False if there is none, or nobody to serve it.
    private boolean acceptOne() {
        if (!hasVersion()) {
            return false;
        }
        SocketChannel socket = held;
        if (socket == null) {
            socket = accept();
            if (socket == null) {
                return false;
            }
            listener.counted();
            noDelay(socket);
        }
        held = socket;
        if (!give(socket)) {
            return false;
        }
        held = null;
        return true;
    }

    private @Nullable SocketChannel accept() {
        try {
            return channel.accept();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "listener {0}: cannot accept, trying again in {1} ms: {2}", listener.name(), PAUSE_MILLIS,
                    e.getMessage());
            failing = true;
            return null;
        }
    }

    /// Without it an app that writes an answer in two pieces waits some 40 ms for the client's delayed acknowledgement.
    private void noDelay(SocketChannel socket) {
        if (listener.address() instanceof InetSocketAddress) {
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "TCP_NODELAY on a connection of " + listener.name(), e);
            }
        }
    }

    private boolean give(SocketChannel socket) {
        Slot<Connections> slot = listener.bound();
        SocketAddress peer = peer(socket);
        Version<Connections> version = slot == null ? null : slot.enter(peer);
        if (version == null) {
            return false;
        }
        boolean started = false;
        try {
            CONNECTIONS.newThread(new Connection(socket, peer, listener, version)).start();
            started = true;
        } finally {
            if (!started) {
                version.leave();
            }
        }
        return true;
    }

    private SocketAddress peer(SocketChannel socket) {
        try {
            return socket.getRemoteAddress();
        } catch (IOException e) { // only a closed channel throws, and nobody else has this one
            throw new IllegalStateException("a connection just accepted by " + listener.name() + " is closed", e);
        }
    }
}
