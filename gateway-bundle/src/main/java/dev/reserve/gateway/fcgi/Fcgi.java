package dev.reserve.gateway.fcgi;

import dev.reserve.http.spi.Gateway;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/// The app `fcgi`.
public final class Fcgi implements Gateway {

    @Override
    public String name() {
        return "fcgi";
    }

    @Override
    public Connection connect(Connector connector, EndPoint endPoint, HttpConfiguration configuration) {
        return new FcgiConnection(connector, configuration, endPoint);
    }

    @Override
    public boolean multiplexes() {
        return true;
    }
}
