package dev.reserve.http.engine;

import dev.reserve.app.Server;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/// A connection that the core has given to Jetty, from its arrival to its end. Any thread may ask.
final class Guest {

    /// How long an HTTP/1 connection may go without a request, once draining has started.
    private static final Duration LAST_REQUEST = Duration.ofMillis(500);

    private final Site site;
    private final SocketAddress client;
    private final Server server;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable EndPoint endPoint;
    private volatile boolean draining;

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

    boolean draining() {
        return draining;
    }

    /// Jetty has made its side of the connection.
    void opened(EndPoint opened) {
        endPoint = opened;
        if (draining) {
            sayGoodbye(opened);
        }
    }

    /// Asks the client to come back on another connection: with the next response, or by GOAWAY.
    void drain() {
        draining = true;
        EndPoint opened = endPoint;
        if (opened != null) {
            sayGoodbye(opened);
        }
    }

    private static void sayGoodbye(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        if (connection instanceof SslConnection tls) {
            connection = tls.getSslEndPoint().getConnection();
        }
        if (connection instanceof HTTP2Connection http2) {
            http2.getSession().shutdown();
        } else {
            endPoint.setIdleTimeout(LAST_REQUEST.toMillis()); // does not cut a request that is being served
        }
    }

    /// The connection has ended, or never came about.
    void ended() {
        if (ended.compareAndSet(false, true)) {
            server.done();
        }
    }
}
