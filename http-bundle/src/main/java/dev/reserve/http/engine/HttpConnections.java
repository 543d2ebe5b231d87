package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.Server;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/// Gives the connections of one instance of `http` to Jetty.
@SuppressWarnings("try") // Jetty declares that stopping throws Exception
final class HttpConnections implements ConnectionHandler {

    private final FedConnector connector;
    private final Site site;
    private final Runnable whenClosed;

    HttpConnections(FedConnector connector, Site site, Runnable whenClosed) {
        this.connector = connector;
        this.site = site;
        this.whenClosed = whenClosed;
    }

    @Override
    public void handle(SocketChannel socket, SocketAddress clientAddress, Server server) throws Exception {
        Guest guest = new Guest(site, clientAddress, server);
        server.keep();
        server.onDraining(guest::drain);
        connector.feed(socket, guest);
    }

    @Override
    public void close() throws Exception {
        whenClosed.run();
        connector.stop();
    }
}
