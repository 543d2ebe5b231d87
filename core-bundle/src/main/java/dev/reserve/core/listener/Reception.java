package dev.reserve.core.listener;

import dev.reserve.core.proxy.ProxyHeader;
import dev.reserve.core.proxy.ProxyHeaderReader;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;

/// Brings an accepted connection into the version that is to serve it, on a virtual thread of its own. Where the listener speaks the PROXY protocol
/// that thread first finds out whose connection it is.
final class Reception {

    private static final Logger LOG = System.getLogger("reserve.listener");
    private static final ThreadFactory CONNECTIONS = Thread.ofVirtual().inheritInheritableThreadLocals(false).factory();
    /// Closes connections whose PROXY header is late. One for all listeners: it is idle but for that.
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Listener listener;

    Reception(Listener listener) {
        this.listener = listener;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(1,
                Thread.ofPlatform().name("proxy-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /// Takes a connection in. False if there is no version to serve it.
    boolean receive(SocketChannel socket) {
        SocketAddress peer = peer(socket);
        noDelay(socket);
        if (listener.policy().proxy()) {
            CONNECTIONS.newThread(() -> introduce(socket, peer)).start();
            return true;
        }
        Slot<Connections> slot = listener.bound();
        Version<Connections> version = slot == null ? null : slot.enter(peer);
        if (slot == null || version == null) {
            return false;
        }
        version.serving().entered();
        boolean started = false;
        try {
            CONNECTIONS.newThread(new Connection(socket, peer, listener, slot, version)).start();
            started = true;
        } finally {
            if (!started) {
                leave(version);
            }
        }
        return true;
    }

    /// Reads the PROXY header, and then serves the connection as that of the client that it names.
    private void introduce(SocketChannel socket, SocketAddress proxy) {
        boolean served = false;
        try {
            ListenerPolicy policy = listener.policy();
            ProxyHeader header = policy.proxyTrusted().contains(proxy)
                    ? new ProxyHeaderReader(TIMER, policy.proxyTimeout()).read(socket)
                    : new ProxyHeader.Malformed(AddressText.of(proxy) + " is not in proxy.trusted");
            switch (header) {
                case ProxyHeader.Malformed(String reason) -> listener.refused(reason);
                case ProxyHeader.Empty() -> listener.refused();
                case ProxyHeader.Proxied(SocketAddress client, _) -> served = serve(socket, client);
                case ProxyHeader.Local() -> served = serve(socket, proxy);
            }
        } catch (IOException e) {
            listener.refused("the connection broke off: " + e.getMessage());
        } finally {
            if (!served) {
                close(socket);
            }
        }
    }

    private boolean serve(SocketChannel socket, SocketAddress client) {
        Slot<Connections> slot = listener.bound();
        Version<Connections> version = slot == null ? null : slot.enter(client);
        if (slot == null || version == null) {
            listener.refused("its app went away while the header was read");
            return false;
        }
        version.serving().entered();
        connection(socket, client, slot, version).run();
        return true;
    }

    private Connection connection(SocketChannel socket, SocketAddress client, Slot<Connections> slot, Version<Connections> version) {
        boolean made = false;
        try {
            Connection connection = new Connection(socket, client, listener, slot, version);
            made = true;
            return connection;
        } finally {
            if (!made) {
                leave(version);
            }
        }
    }

    private static void leave(Version<Connections> version) {
        version.serving().left();
        version.leave();
    }

    private void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a connection of " + listener.name(), e);
        }
        listener.ended();
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

    private SocketAddress peer(SocketChannel socket) {
        try {
            return socket.getRemoteAddress();
        } catch (IOException e) { // only a closed channel throws, and nobody else has this one
            throw new IllegalStateException("a connection just accepted by " + listener.name() + " is closed", e);
        }
    }
}
