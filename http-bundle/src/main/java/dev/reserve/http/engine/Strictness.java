package dev.reserve.http.engine;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/// Has HTTP understood in one way only: what a proxy in front might take for something else is refused, not mended.
final class Strictness {

    private Strictness() {}

    /// HTTP/1 with all of Jetty's leniencies off, and with the checks of [StrictConnection]. Makes the configuration strict, too, for the other
    /// protocols that share it.
    static HttpConnectionFactory http1(HttpConfiguration configuration) {
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setUriCompliance(UriCompliance.RFC3986);
        return new Factory(configuration);
    }

    private static final class Factory extends HttpConnectionFactory {

        Factory(HttpConfiguration configuration) {
            super(configuration);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            StrictConnection connection = new StrictConnection(getHttpConfiguration(), connector, endPoint);
            connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
            return configure(connection, connector, endPoint);
        }
    }
}
