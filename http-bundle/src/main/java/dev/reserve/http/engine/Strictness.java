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

    /// RFC 3986 as it is, with one thing that Jetty calls ambiguous: `%25` for a percent sign. It is ambiguous for those who decode twice, and in the way of all
    /// apps that have such names. What else is ambiguous, such as `%2F` and `%2e%2e`, is refused.
    private static final UriCompliance URIS = UriCompliance.RFC3986.with("RESERVE", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING);

    private Strictness() {}

    /// HTTP/1 with all of Jetty's leniencies off, and with the checks of [StrictConnection]. Makes the configuration strict, too, for the other
    /// protocols that share it.
    static HttpConnectionFactory http1(HttpConfiguration configuration) {
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        uris(configuration);
        return new Factory(configuration);
    }

    /// Makes the configuration strict with the targets of requests.
    static void uris(HttpConfiguration configuration) {
        configuration.setUriCompliance(URIS);
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
