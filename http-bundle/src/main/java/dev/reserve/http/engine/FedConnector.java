package dev.reserve.http.engine;

import dev.reserve.http.files.FileSender;
import dev.reserve.http.files.StandIn;
import dev.reserve.http.limits.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// A connector that does not listen: it is fed with connections that somebody else has accepted.
final class FedConnector extends AbstractConnector {

    private final SelectorManager selectors;
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
        selectors.accept(channel, guest);
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

    /// Jetty's side of a connection.
    static final class FedEndPoint extends SocketChannelEndPoint implements FileSender {

        private static final int JOINED_BYTES = 1024;

        private final Guest guest;
        /// Run when it is closed; only for connections that something outlives a request on.
        private @Nullable Runnable whenClosed;
        private boolean closed;
        private volatile @Nullable StandIn file;

        FedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler, Guest guest) {
            super(channel, selector, key, scheduler);
            this.guest = guest;
        }

        Guest guest() {
            return guest;
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return guest.client();
        }

        /// Of a Unix socket Jetty would take the path for a host and a port, and refuse what does not name a host itself, such as the start of HTTP/2.
        @Override
        public @Nullable SocketAddress getLocalSocketAddress() {
            SocketAddress local = super.getLocalSocketAddress();
            return local instanceof UnixDomainSocketAddress ? InetSocketAddress.createUnresolved("localhost", 0) : local;
        }

        @Override
        public void sendFrom(@Nullable StandIn next) {
            file = next;
        }

        @Override
        public boolean flush(ByteBuffer... buffers) throws IOException {
            StandIn sending = file;
            if (sending == null) {
                return buffers.length == 2 && getConnection() instanceof StrictConnection && areShort(buffers[0], buffers[1])
                        ? flushJoined(buffers[0], buffers[1])
                        : super.flush(buffers);
            }
            long before = remaining(buffers);
            try {
                return sending.flush(getChannel(), buffers);
            } finally {
                if (remaining(buffers) < before) {
                    notIdle();
                }
            }
        }

        /// Whether the second buffer is little, and fits behind the first one, which HTTP/1 has made for this head or chunk alone.
        private static boolean areShort(ByteBuffer first, ByteBuffer second) {
            return second.remaining() <= JOINED_BYTES && first.capacity() - first.limit() >= second.remaining() && first.isDirect();
        }

        /// Writes two buffers as one: to copy a little costs less than to write from two places.
        private boolean flushJoined(ByteBuffer first, ByteBuffer second) throws IOException {
            int end = first.limit();
            int from = second.position();
            first.limit(end + second.remaining()).put(end, second, from, second.remaining());
            try {
                return flushOne(first);
            } finally {
                int past = first.position() - end;
                if (past > 0) {
                    second.position(from + past);
                    first.position(end);
                }
                first.limit(end);
            }
        }

        /// Jetty gives even one buffer to the system call that is for several.
        private boolean flushOne(ByteBuffer buffer) throws IOException {
            try {
                if (getChannel().write(buffer) > 0) {
                    notIdle();
                }
            } catch (IOException e) {
                throw new EofException(e);
            }
            return !buffer.hasRemaining();
        }

        private static long remaining(ByteBuffer... buffers) {
            long sum = 0;
            for (ByteBuffer buffer : buffers) {
                sum += buffer.remaining();
            }
            return sum;
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            if (guest.waiting().isTooLong()) {
                return -1;
            }
            int filled = super.fill(buffer);
            if (filled > 0) {
                guest.waiting().arrived();
            }
            return filled;
        }

        /// Has `action` run when the connection ends; at once if it has.
        void whenClosed(Runnable action) {
            synchronized (this) {
                if (!closed) {
                    Runnable before = whenClosed;
                    whenClosed = before == null ? action : () -> {
                        before.run();
                        action.run();
                    };
                    return;
                }
            }
            action.run();
        }

        private void left() {
            Runnable action;
            synchronized (this) {
                closed = true;
                action = whenClosed;
                whenClosed = null;
            }
            if (action != null) {
                action.run();
            }
            guest.ended();
        }
    }
}
