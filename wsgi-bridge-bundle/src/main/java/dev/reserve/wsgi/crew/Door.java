package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/// Where the workers of a version connect. A connection is given to whoever expects its process, and closed if nobody does.
final class Door implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("reserve.wsgi");

    private final Path path;
    private final Duration patience;
    private final ServerSocketChannel server;
    private final ConcurrentMap<Long, CompletableFuture<SocketChannel>> arrivals = new ConcurrentHashMap<>();

    /// @param path of the socket, in a directory that nobody else may enter
    /// @param patience how long a connection is kept that nobody has asked for
    Door(Path path, Duration patience) throws IOException {
        this.path = path;
        this.patience = patience;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            server.close();
            throw new IOException("the socket " + path + " for workers cannot be made: " + e.getMessage(), e);
        }
        Thread.ofVirtual().name("wsgi-door").start(this::accept);
    }

    Path path() {
        return path;
    }

    /// The connection of a process.
    CompletableFuture<SocketChannel> expect(long pid) {
        CompletableFuture<SocketChannel> arrival = arrivals.computeIfAbsent(pid, _ -> new CompletableFuture<>());
        arrival.whenComplete((_, _) -> arrivals.remove(pid, arrival));
        return arrival;
    }

    private void accept() {
        while (true) {
            SocketChannel channel;
            try {
                channel = server.accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "no more workers can connect to " + path, e);
                return;
            }
            arrived(channel);
        }
    }

    private void arrived(SocketChannel channel) {
        try {
            long pid = PeerProcess.of(channel);
            CompletableFuture<SocketChannel> arrival = arrivals.computeIfAbsent(pid, _ -> new CompletableFuture<>());
            arrival.complete(channel);
            CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS).execute(() -> {
                if (arrivals.remove(pid, arrival)) {
                    LOG.log(System.Logger.Level.WARNING, "process {0} has connected to {1}, and is no worker; closed", Long.toString(pid),
                            path);
                    close(channel);
                }
            });
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a connection to " + path + " is closed", e);
            close(channel);
        }
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing a connection", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
    }
}
