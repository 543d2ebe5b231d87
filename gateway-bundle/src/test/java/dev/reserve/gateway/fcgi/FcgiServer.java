package dev.reserve.gateway.fcgi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// A server that speaks FastCGI.
final class FcgiServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector;

    FcgiServer(Handler handler) throws Exception {
        connector = new ServerConnector(server, null, null, null, 1, 1, new AbstractConnectionFactory("fcgi") {
            @Override
            public Connection newConnection(Connector made, EndPoint endPoint) {
                return new Fcgi().connect(made, endPoint, new HttpConfiguration());
            }
        });
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
    }

    Front front() throws IOException {
        return new Front(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), connector.getLocalPort()));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
