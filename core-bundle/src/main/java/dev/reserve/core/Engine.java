package dev.reserve.core;

import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Drained;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Reserve as a library: listeners that swap what serves them, in any Java program, without OSGi.
///
/// ```java
/// try (Engine engine = new Engine()) {
///     Listener web = engine.listen("web", ListenAddress.parse("[::]:8080").bind());   // or FdSocket.inspect(3).adopt()
///     web.serve((socket, client, server) -> socket.write(UTF_8.encode("one\n")));
///     web.serve((socket, client, server) -> socket.write(UTF_8.encode("two\n"))).join(); // swaps, and waits for the old connections
/// }                                                                                    // stops accepting, drains, closes
/// ```
///
/// Handlers are called as [dev.reserve.app.ConnectionHandler] says. All methods may be called from any thread.
public final class Engine implements AutoCloseable {

    private final Duration drainTimeout;
    private final List<Listener> listeners = new ArrayList<>();
    private boolean closed;

    /// An engine that drains for [Listener#DRAIN_TIMEOUT] when it is closed.
    public Engine() {
        this(Listener.DRAIN_TIMEOUT);
    }

    /// @param drainTimeout how long open connections may go on when the engine is closed, before they are cut
    public Engine(Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    /// Takes over a bound socket. Until a handler serves it, connections wait in its backlog.
    ///
    /// @param channel owned by the listener from now on
    /// @throws IOException if the channel is not bound, or closed
    /// @throws IllegalStateException if the engine is closed
    public synchronized Listener listen(String name, ServerSocketChannel channel) throws IOException {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
        Listener listener = Listener.open(name, channel);
        listeners.add(listener);
        return listener;
    }

    /// Stops accepting, lets open connections finish for the drain timeout, cuts what is left, closes the handlers. Returns when all that is done.
    @Override
    public void close() {
        List<Listener> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(listeners);
            listeners.clear();
        }
        all.forEach(Listener::close);
        List<CompletableFuture<Drained>> drains = all.stream().map(Listener::slot).flatMap(Optional::stream).distinct()
                .map(slot -> slot.vacate(drainTimeout)).toList();
        drains.forEach(CompletableFuture::join);
    }
}
