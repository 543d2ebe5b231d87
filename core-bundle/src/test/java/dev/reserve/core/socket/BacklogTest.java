package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BacklogTest {
    private static final int LIMIT = 16;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "[::]:0", "/b.sock"})
    void connectionsWaitInItUntilTheyAreAccepted(String where) throws Exception {
        try (ServerSocketChannel channel = address(where).bind(LIMIT)) {
            assertCounts(channel, LIMIT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "/c.sock"})
    void anAdoptedSocketHasItToo(String where) throws Exception {
        ListeningDescriptor descriptor = address(where).open(LIMIT, notice -> {});
        try (ServerSocketChannel channel = FdSocket.inspect(descriptor.fd()).adopt()) {
            assertCounts(channel, Backlog.of(channel).orElseThrow().limit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "/d.sock"})
    void aFullBacklogSaysSo(String where) throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (ServerSocketChannel channel = address(where).bind(2)) {
            for (int i = 0; i < 3; i++) {
                clients.add(SocketChannel.open(channel.getLocalAddress()));
            }
            assertEquals(Optional.of(new Backlog(3, 2)), Backlog.of(channel));
        } finally {
            close(clients);
        }
    }

    @Test
    void aChannelThatIsClosedOrDoesNotListenHasNone() throws Exception {
        ServerSocketChannel closed = address("127.0.0.1:0").bind(LIMIT);
        closed.close();

        assertEquals(Optional.empty(), Backlog.of(closed));
        for (StandardProtocolFamily family : StandardProtocolFamily.values()) {
            try (ServerSocketChannel unbound = ServerSocketChannel.open(family)) {
                assertEquals(Optional.empty(), Backlog.of(unbound));
            }
        }
    }

    private static void assertCounts(ServerSocketChannel channel, int limit) throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try {
            for (int waiting = 0; waiting <= 5; waiting++) {
                assertEquals(Optional.of(new Backlog(waiting, limit)), awaited(channel, waiting));
                clients.add(SocketChannel.open(channel.getLocalAddress()));
            }
            channel.accept().close();
            channel.accept().close();
            assertEquals(Optional.of(new Backlog(4, limit)), awaited(channel, 4));
        } finally {
            close(clients);
        }
    }

    /// connect(2) may return a moment before the other side has queued the connection.
    private static Optional<Backlog> awaited(ServerSocketChannel channel, int waiting) {
        long deadline = System.nanoTime() + 5_000_000_000L;
        Optional<Backlog> backlog = Backlog.of(channel);
        while (backlog.isPresent() && backlog.get().waiting() != waiting && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            backlog = Backlog.of(channel);
        }
        return backlog;
    }

    private static void close(List<SocketChannel> clients) throws Exception {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private ListenAddress address(String where) {
        return ListenAddress.parse(where.startsWith("/") ? directory + where : where);
    }
}
