package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import dev.reserve.http.limits.PlainErrors;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.websocket.api.Configurable;
import org.jspecify.annotations.Nullable;

/// The Jetty server that all instances of `http` share, each with a connector of its own. Made when the first of them is launched.
final class HttpServer {

    /// Those of the versions that are there.
    private final Set<Configurable> webSockets = Collections.newSetFromMap(new WeakHashMap<>());
    /// Those of all instances of `http`.
    private final Set<FedConnector> connectors = new CopyOnWriteArraySet<>();
    private final Edge edge;
    private final boolean traces;
    private @Nullable Server server;
    private volatile HttpSettings settings = HttpConfiguration.DEFAULT.limits();
    private volatile boolean compresses;

    /// @param traces whether clients are told what sub-apps throw
    HttpServer(Edge edge, boolean traces) {
        this.edge = edge;
        this.traces = traces;
    }

    boolean showsTraces() {
        return traces;
    }

    /// Has other settings hold: at once for requests, for the next ones that come for connections and WebSocket sessions.
    ///
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected; then all stays as it was
    synchronized void configure(HttpConfiguration next) {
        edge.configure(next);
        settings = next.limits();
        compresses = next.gzip();
        webSockets.forEach(each -> apply(next.limits().webSocket(), each));
    }

    /// Has WebSocket sessions kept within the limits, now and when they change.
    synchronized void limit(Configurable added) {
        webSockets.add(added);
        apply(settings.webSocket(), added);
    }

    private static void apply(HttpSettings.WebSocket limits, Configurable webSockets) {
        webSockets.setIdleTimeout(limits.idleTimeout());
        webSockets.setMaxFrameSize(limits.frameBytes());
        webSockets.setMaxTextMessageSize(limits.messageBytes());
        webSockets.setMaxBinaryMessageSize(limits.messageBytes());
    }

    Edge edge() {
        return edge;
    }

    HttpSettings settings() {
        return settings;
    }

    /// The server, started.
    synchronized Server jetty() throws Exception {
        Server running = server;
        if (running == null) {
            running = inBundle(this::start);
            server = running;
        }
        return running;
    }

    private Server start() throws Exception {
        Server made = new Server(new Threads());
        made.setStopTimeout(0);
        new PreEncodedHttpField(HttpHeader.SERVER, ""); // its class finds encoders by the context class loader, once and for all
        made.setErrorHandler(new PlainErrors());
        made.setHandler(new RequestLimits(new Gzip(new Router(edge.welcome()), () -> compresses), this::settings));
        made.setRequestLog(edge.log());
        made.start();
        return made;
    }

    void add(FedConnector connector) {
        connectors.add(connector);
    }

    void remove(FedConnector connector) {
        connectors.remove(connector);
    }

    /// All connections that there are.
    Stream<Guest> guests() {
        return connectors.stream().flatMap(FedConnector::guests);
    }

    synchronized void stop() throws Exception {
        if (server != null) {
            server.stop();
            server = null;
        }
        edge.log().close();
    }

    /// Runs with the bundle's class loader as the context class loader: Jetty finds its own services by that.
    static <T> T inBundle(Callable<T> task) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(HttpServer.class.getClassLoader());
        try {
            return task.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
