package dev.reserve.http.engine;

import dev.reserve.app.Server;
import dev.reserve.http.limits.Waiting;
import dev.reserve.http.spi.MalformedException;
import dev.reserve.http.tls.Directed;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// A connection that the core has given to Jetty, from its arrival to its end. Any thread may ask.
final class Guest {

    /// How long a connection may go without a request, once draining has started.
    static final Duration LAST_REQUEST = Duration.ofMillis(500);

    private final Site site;
    private final SocketAddress client;
    private final Server server;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Waiting waiting = new Waiting();
    /// Written by the thread that reads the connection.
    private int requests;
    /// The host that its last request was for, if that was right; whoever reads an old one looks again.
    private @Nullable String host;
    private volatile @Nullable EndPoint endPoint;
    private volatile boolean draining;
    /// The request that is inside a sub-app. Of several, in HTTP/2, it is one, and the others are beside it.
    private volatile @Nullable Exchange inside;
    private volatile Set<Exchange> beside = Set.of();
    private volatile long idleTimeout;

    /// @param client its address, the one behind a proxy if there is one
    Guest(Site site, SocketAddress client, Server server) {
        this.site = site;
        this.client = client;
        this.server = server;
    }

    Site site() {
        return site;
    }

    SocketAddress client() {
        return client;
    }

    Waiting waiting() {
        return waiting;
    }

    /// Counts a request. The last one ends the connection, as if it were draining.
    void countRequest(int most) {
        if (++requests >= most && !draining) {
            draining = true;
            EndPoint opened = endPoint;
            if (opened != null && http(opened) instanceof HTTP2Connection http2) {
                http2.getSession().shutdown();
            }
        }
    }

    /// Whether its TLS, if it has any, is that of a host.
    boolean isFor(@Nullable String wanted, Request request) {
        if (wanted == null || wanted.equals(host)) {
            return true;
        }
        EndPoint.SslSessionData tls = request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        if (tls != null && Directed.elsewhere(tls.sslSession(), wanted)) {
            return false;
        }
        host = wanted;
        return true;
    }

    boolean draining() {
        return draining;
    }

    /// Whether what serves it drains, not only that it has had its last request.
    boolean isToldToEnd() {
        return server.draining();
    }

    /// Jetty has made its side of the connection.
    void opened(EndPoint opened) {
        endPoint = opened;
        if (draining) {
            sayGoodbye(opened);
        }
    }

    /// Asks the client to come back on another connection: with the next response, by GOAWAY, or by the close frame of a WebSocket.
    void drain() {
        draining = true;
        EndPoint opened = endPoint;
        if (opened != null) {
            sayGoodbye(opened);
        }
        inside().forEach(Exchange::sayGoodbye);
    }

    private void sayGoodbye(EndPoint endPoint) {
        if (http(endPoint) instanceof HTTP2Connection http2) {
            http2.getSession().shutdown();
        } else {
            idleTimeout = endPoint.getIdleTimeout();
            if (inside == null) {
                endPoint.setIdleTimeout(LAST_REQUEST.toMillis());
            }
        }
    }

    /// A request has entered a sub-app: its body may take its time, also while the connection drains.
    ///
    /// Called by the one thread that reads the connection.
    void begin(Exchange exchange) {
        if (inside == null) {
            inside = exchange;
        } else {
            if (beside.isEmpty()) {
                beside = ConcurrentHashMap.newKeySet();
            }
            beside.add(exchange);
        }
        EndPoint opened = endPoint;
        if (draining && opened != null && idleTimeout > 0) {
            opened.setIdleTimeout(idleTimeout);
        }
    }

    /// A request has left. If draining started while it was inside, the client may not have been told: its connection waits no longer for a next one.
    void end(Exchange exchange) {
        if (exchange.equals(inside)) {
            inside = null;
            EndPoint opened = endPoint;
            if (draining && opened != null && !(http(opened) instanceof HTTP2Connection)) {
                opened.setIdleTimeout(LAST_REQUEST.toMillis());
            }
        } else {
            beside.remove(exchange);
        }
    }

    /// The requests that are inside sub-apps.
    Stream<Exchange> inside() {
        return Stream.concat(Stream.ofNullable(inside), beside.stream());
    }

    /// The connection that speaks HTTP, or will when TLS has come about.
    static @Nullable Connection http(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    }

    /// The connection has ended, or never came about.
    void ended() {
        ended(null);
    }

    /// @param fault of the client that it has ended for, or null
    void ended(@Nullable MalformedException fault) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        if (fault == null) {
            server.done();
        } else {
            server.failed(fault);
        }
    }
}
