package dev.reserve.core.listener;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Version;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A [ConnectionHandler] and the connections that are inside it: what a version of an app serves with.
public final class Connections implements Serving {

    private final ConnectionHandler handler;
    private final ClassLoader loader;
    private final Limit limit;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /// @param loader the context class loader of the threads that call the handler
    /// @param limit that of the app, which all its versions share
    public Connections(ConnectionHandler handler, ClassLoader loader, Limit limit) {
        this.handler = handler;
        this.loader = loader;
        this.limit = limit;
    }

    ConnectionHandler handler() {
        return handler;
    }

    ClassLoader loader() {
        return loader;
    }

    boolean draining() {
        return draining;
    }

    void add(Connection connection) {
        open.add(connection);
        if (draining || connection.isLeftBehind()) { // it came here after the others had been told
            connection.startDraining();
        }
    }

    /// One has entered; told before it is [#add]ed, by the thread that accepted it.
    void entered() {
        limit.take();
    }

    /// One that entered leaves.
    void left() {
        limit.leave();
    }

    void remove(Connection connection) {
        open.remove(connection);
    }

    /// Asks those to end that came by a listener, which gives its connections to another app now. Other listeners may still give theirs to this one.
    void drain(Listener way) {
        open.stream().filter(connection -> connection.cameBy(way)).forEach(Connection::startDraining);
    }

    /// Those that are open at this moment.
    public List<OpenConnection> open() {
        return open.stream().flatMap(connection -> connection.look().stream()).toList();
    }

    @Override
    public String unit() {
        return "connections";
    }

    @Override
    public void drain() {
        draining = true;
        open.forEach(Connection::startDraining);
    }

    @Override
    public int cut() {
        int cut = 0;
        for (Connection connection : open) {
            cut += connection.cut() ? 1 : 0;
        }
        return cut;
    }

    @Override
    public void close() throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        handler.close();
    }

    /// A version of these connections.
    public Version<Connections> version(String id) {
        return new Version<>(id, this);
    }
}
