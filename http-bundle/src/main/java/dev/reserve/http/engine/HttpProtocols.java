package dev.reserve.http.engine;

import dev.reserve.http.limits.FrameRate;
import dev.reserve.http.limits.HttpSettings;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 and HTTP/2, in the clear or over TLS, within the limits of the settings.
final class HttpProtocols implements Protocols {

    /// The name in ALPN, where the case of letters counts (RFC 7301 §6).
    private static final String ALPN_HTTP_1 = "http/1.1";

    /// Of HTTP/2, heads up to this many times the limit are read, so as to refuse the request alone; those beyond it end the connection, for its compression
    /// cannot be followed any more (RFC 9113 §10.5.1).
    private static final int REFUSED = 4;

    private final Supplier<HttpSettings> settings;
    private final HttpConfiguration configuration = new HttpConfiguration();
    private final HttpConfiguration configuration2;
    private final AbstractHTTP2ServerConnectionFactory http2;
    private final List<ConnectionFactory> factories;
    private final boolean tls;
    private volatile @Nullable HttpSettings applied;

    /// @param front looks at each request first
    /// @param tls null for connections in the clear
    HttpProtocols(Supplier<HttpSettings> settings, HttpConfiguration.Customizer front, SslContextFactory.@Nullable Server tls) {
        this.settings = settings;
        this.tls = tls != null;
        configuration.setSendServerVersion(false);
        configuration.setHeaderCacheSize(0); // one for each connection: with many connections they are what fills the processor's caches
        HttpConnectionFactory http1 = Strictness.http1(configuration);
        if (tls != null) {
            configuration.addCustomizer(new SecureRequestCustomizer(false));
        }
        configuration.addCustomizer(front);
        configuration2 = new HttpConfiguration(configuration);
        http1.addEventListener(new Opened() {
            @Override
            public void onOpened(Connection connection) {
                guest(connection).waiting().restart(); // what came before was TLS's
            }
        });
        if (tls == null) {
            http2 = new HTTP2CServerConnectionFactory(configuration2);
            factories = List.of(http1, http2);
        } else {
            http2 = new HTTP2ServerConnectionFactory(configuration2);
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory(http2.getProtocol(), ALPN_HTTP_1);
            alpn.setDefaultProtocol(ALPN_HTTP_1);
            factories = List.of(new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2, http1);
        }
        http2.addEventListener(new Opened() {
            @Override
            public void onOpened(Connection connection) {
                guest(connection).waiting().multiplexed();
            }
        });
        http2.setFlowControlStrategyFactory(Http2Flow::new);
        http2.setRateControlFactory(new RateControl.Factory() {
            @Override
            public RateControl newRateControl(EndPoint endPoint) {
                return new FrameRate(settings.get().http2());
            }
        });
    }

    @Override
    public ConnectionFactory[] factories() {
        return factories.toArray(ConnectionFactory[]::new);
    }

    @Override
    public HttpSettings refresh() {
        HttpSettings wanted = settings.get();
        if (!wanted.equals(applied)) {
            synchronized (this) {
                configuration.setRequestHeaderSize(wanted.head().bytes());
                configuration2.setRequestHeaderSize(REFUSED * wanted.head().bytes());
                http2.setMaxConcurrentStreams(wanted.http2().streams());
                http2.setStreamIdleTimeout(wanted.idleTimeout().toMillis());
                applied = wanted;
            }
        }
        return wanted;
    }

    @Override
    public boolean isImmediate() {
        return !tls; // a handshake takes its time
    }

    private interface Opened extends Connection.Listener {

        default Guest guest(Connection connection) {
            EndPoint endPoint = connection.getEndPoint();
            while (endPoint instanceof EndPoint.Wrapper wrapper) {
                endPoint = wrapper.unwrap();
            }
            return ((FedEndPoint) endPoint).guest();
        }
    }
}
