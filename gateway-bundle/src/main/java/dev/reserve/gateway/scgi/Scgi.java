package dev.reserve.gateway.scgi;

import dev.reserve.gateway.cgi.ResponseHead;
import dev.reserve.gateway.single.SingleConnection;
import dev.reserve.http.spi.Gateway;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/// The app `scgi`.
public final class Scgi implements Gateway {

    @Override
    public String name() {
        return "scgi";
    }

    @Override
    public Connection connect(Connector connector, EndPoint endPoint, HttpConfiguration configuration) {
        return new SingleConnection(connector, configuration, endPoint, name(), new ScgiHead(), ResponseHead.CGI);
    }
}
