package dev.reserve.http.engine;

import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.slot.Serving;
import dev.reserve.http.spi.AnswersElsewhere;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.api.WebSocketSessionListener;
import org.eclipse.jetty.websocket.common.WebSocketSession;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/// A handler and the requests that are inside it: what a version of a sub-app serves with.
///
/// The handler is in a context of its own, which has the path that it is mounted at, its class loader and its WebSocket sessions.
final class Requests implements Serving {

    private final HttpServer server;
    private final String name;
    /// What in it is [Graceful] is told of the end. The context is not: it would refuse requests that are inside already.
    private final Handler app;
    private final ContextHandler context;
    private final boolean blocking;
    private final boolean answersElsewhere;
    /// Open WebSocket sessions, by what is on their connections.
    private final Map<Connection, Session> sessions = new ConcurrentHashMap<>();
    private volatile boolean draining;

    private Requests(HttpServer server, String name, Handler app, ContextHandler context, ServerWebSocketContainer webSockets) {
        this.server = server;
        this.name = name;
        this.app = app;
        this.context = context;
        webSockets.addSessionListener(new Sessions());
        this.answersElsewhere = app instanceof AnswersElsewhere;
        this.blocking = Invocable.getInvocationType(context) != Invocable.InvocationType.NON_BLOCKING;
    }

    /// Starts a handler.
    ///
    /// @param loader the context class loader of the threads that call it
    static Requests start(HttpServer server, AppKey key, Handler handler, ClassLoader loader) throws Exception {
        ContextHandler context = new ContextHandler(handler, key.place());
        context.setClassLoader(loader);
        context.setServer(server.jetty());
        context.setErrorHandler(Exchange::answerError);
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server.jetty(), context);
        server.limit(webSockets);
        context.start();
        return new Requests(server, key.app(), handler, context, webSockets);
    }

    /// The name of the app.
    String name() {
        return name;
    }

    Handler handler() {
        return context;
    }

    /// Whether its requests are to have a thread each.
    boolean blocking() {
        return blocking;
    }

    /// Whether it has threads of its own that do most of the work.
    boolean answersElsewhere() {
        return answersElsewhere;
    }

    /// Whether who asks is told what it has thrown.
    boolean showsTraces() {
        return server.showsTraces();
    }

    @Override
    public String unit() {
        return "requests";
    }

    @Override
    public Optional<String> ailment() {
        return app instanceof AnswersElsewhere elsewhere ? elsewhere.ailment() : Optional.empty();
    }

    @Override
    public void drain() {
        draining = true;
        if (app instanceof Container container) {
            Graceful.shutdown(container);
        }
        sayGoodbye();
    }

    /// A connection was upgraded: if that came after all others were told to end, it is to end as well.
    void upgraded() {
        if (draining) {
            sayGoodbye();
        }
    }

    private void sayGoodbye() {
        sessions.values().forEach(session -> close(session, "another version has taken over"));
    }

    /// Has the WebSocket client on a connection that was upgraded come back on another one.
    void sayGoodbye(Connection upgraded) {
        Session session = sessions.get(upgraded);
        if (session != null) {
            close(session, "come back on another connection");
        }
    }

    private static void close(Session session, String reason) {
        session.close(StatusCode.SERVICE_RESTART, reason, Callback.NOOP);
    }

    private final class Sessions implements WebSocketSessionListener {

        @Override
        public void onWebSocketSessionOpened(Session session) {
            Connection connection = connection(session);
            if (connection != null) {
                sessions.put(connection, session);
            }
        }

        @Override
        public void onWebSocketSessionClosed(Session session) {
            Connection connection = connection(session);
            if (connection != null) {
                sessions.remove(connection);
            }
        }

        private static @Nullable Connection connection(Session session) {
            return session instanceof WebSocketSession jetty && jetty.getCoreSession() instanceof WebSocketCoreSession core
                    ? core.getConnection()
                    : null;
        }
    }

    @Override
    public int cut() {
        List<Exchange> open = server.guests().flatMap(Guest::inside).filter(exchange -> exchange.isIn(this)).toList();
        open.forEach(Exchange::cut);
        return open.size();
    }

    @Override
    public void close() throws Exception {
        context.stop();
        context.destroy();
    }
}
