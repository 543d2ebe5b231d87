package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// A connector that does not listen: it is fed with connections that somebody else has accepted.
final class FedConnector extends AbstractConnector {

    private final Selectors selectors;
    private final Protocols protocols;

    FedConnector(Server server, int selectors, Protocols protocols, Supplier<HttpSettings> settings) {
        super(server, null, null, null, 0, protocols.factories());
        this.selectors = new Selectors(getExecutor(), getScheduler(), selectors);
        this.protocols = protocols;
        installBean(this.selectors, true);
        installBean(new Sweeper(this, settings), true);
    }

    /// Takes a connection over. Its channel is closed by Jetty from now on.
    void feed(SocketChannel channel, Guest guest) throws IOException {
        channel.configureBlocking(false);
        if (protocols.isImmediate()) {
            selectors.open(channel, guest);
        } else {
            selectors.accept(channel, guest);
        }
    }

    /// A selector closes the connections that it knows of: the others are closed here.
    @Override
    protected void doStop() throws Exception {
        for (EndPoint endPoint : getConnectedEndPoints()) {
            if (endPoint instanceof BriefEndPoint) {
                endPoint.close();
            }
        }
        super.doStop();
    }

    /// The connections that there are.
    Stream<Guest> guests() {
        return getConnectedEndPoints().stream().map(endPoint -> ((FedEndPoint) endPoint).guest());
    }

    @Override
    public @Nullable Object getTransport() {
        return null;
    }

    @Override
    protected void accept(int acceptor) {
        throw new UnsupportedOperationException("connections are fed");
    }

    private final class Selectors extends SelectorManager {

        Selectors(Executor executor, Scheduler scheduler, int number) {
            super(executor, scheduler, number);
        }

        /// Opens a connection on this thread, which goes on to read and to serve it.
        void open(SocketChannel channel, Guest guest) {
            BriefEndPoint endPoint = new BriefEndPoint(channel, chooseSelector(), FedConnector.this.getScheduler(), guest, this::closed);
            boolean opened = false;
            try {
                endPoint.setIdleTimeout(protocols.refresh().idleTimeout().toMillis());
                Connection connection = newConnection(channel, endPoint, guest);
                endPoint.setConnection(connection);
                endPoint.onOpen();
                endPointOpened(endPoint);
                connectionOpened(connection, guest);
                endPoint.begin();
                opened = true;
            } finally {
                if (!opened) {
                    endPoint.close();
                }
            }
        }

        private void closed(BriefEndPoint endPoint, @Nullable Throwable cause) {
            Connection connection = endPoint.getConnection();
            if (connection != null) {
                connectionClosed(connection, cause);
            }
            endPointClosed(endPoint);
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            FedEndPoint endPoint = new FedEndPoint((SocketChannel) channel, selector, key, FedConnector.this.getScheduler(),
                    (Guest) key.attachment());
            endPoint.setIdleTimeout(protocols.refresh().idleTimeout().toMillis());
            return endPoint;
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, @Nullable Object attachment) {
            return getDefaultConnectionFactory().newConnection(new GuestConnector(FedConnector.this, ((FedEndPoint) endPoint).guest()),
                    endPoint);
        }

        @Override
        public void connectionOpened(Connection connection, @Nullable Object context) {
            super.connectionOpened(connection, context);
            if (connection.getEndPoint() instanceof FedEndPoint fed) {
                fed.guest().opened(fed);
            }
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            super.endPointOpened(endPoint);
            onEndPointOpened(endPoint);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            onEndPointClosed(endPoint);
            super.endPointClosed(endPoint);
            ((FedEndPoint) endPoint).left();
        }

        @Override
        protected void onAcceptFailed(SelectableChannel channel, Throwable cause, @Nullable Object attachment) {
            if (attachment instanceof Guest guest) {
                guest.ended();
            }
        }
    }
}
