package dev.reserve.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.Server;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.socket.FdSocket;
import dev.reserve.core.socket.ListenAddress;
import dev.reserve.core.socket.ListeningDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The engine as a program that embeds it sees it: on the class path, over real sockets, without OSGi.
@Timeout(60)
class EngineTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Engine engine = new Engine(Duration.ZERO);
    private Listener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = engine.listen("web", loopback());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void servesSwapsDrainsAndCloses() throws IOException {
        listener.serve(saying("one"));
        assertEquals("one", answer());
        Drained drained = listener.serve(saying("two")).join();
        assertEquals(0, drained.cut());
        assertEquals("two", answer());
        engine.close();
        assertThrows(IOException.class, this::answer);
    }

    @Test
    void servesASocketThatWasInheritedAsADescriptor() throws IOException {
        ListeningDescriptor inherited = ListenAddress.parse("127.0.0.1:0").open(16, _ -> {});
        ServerSocketChannel adopted = FdSocket.inspect(inherited.fd()).adopt();
        InetSocketAddress address = (InetSocketAddress) adopted.getLocalAddress();
        engine.listen("inherited", adopted).serve(saying("adopted"));
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            assertEquals("adopted", readLine(client));
        }
    }

    @Test
    void connectionsWaitInTheBacklogUntilThereIsAHandler() throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(connect());
        }
        assertEquals(0, listener.accepted());
        listener.serve(saying("late"));
        for (Socket client : clients) {
            assertEquals("late", readLine(client));
        }
    }

    @Test
    void anOpenConnectionFinishesOnTheVersionItBeganWith() throws IOException {
        listener.serve(echoing("one"));
        try (Socket old = connect()) {
            assertEquals("one a", exchange(old, "a"));
            CompletableFuture<Drained> drained = listener.serve(echoing("two"), LONG);
            try (Socket young = connect()) {
                assertEquals("two b", exchange(young, "b"));
                assertEquals("one c", exchange(old, "c"));
                assertFalse(drained.isDone());
            }
            old.shutdownOutput();
            assertEquals(0, drained.join().cut());
        }
    }

    @Test
    void whatIsStillOpenAtTheDrainTimeoutIsCutAndCounted() throws IOException {
        listener.serve(echoing("one"));
        try (Socket old = connect()) {
            assertEquals("one a", exchange(old, "a"));
            Drained drained = listener.serve(echoing("two"), Duration.ofMillis(1)).join();
            assertEquals(1, drained.cut());
            assertEquals(0, drained.stuck());
            assertEquals(-1, old.getInputStream().read());
        }
    }

    @Test
    void aConnectionLearnsThatDrainingHasStarted() throws IOException {
        listener.serve((socket, client, server) -> {
            CountDownLatch told = new CountDownLatch(1);
            server.onDraining(told::countDown);
            assertFalse(server.draining());
            socket.write(UTF_8.encode("ready\n"));
            told.await();
            assertTrue(server.draining());
            CountDownLatch again = new CountDownLatch(1);
            server.onDraining(again::countDown); // too late to wait for, so it runs at once
            again.await();
            socket.write(UTF_8.encode("bye\n"));
        });
        try (Socket client = connect()) {
            BufferedReader in = reader(client);
            assertEquals("ready", in.readLine());
            listener.serve(saying("two"), LONG);
            assertEquals("bye", in.readLine());
        }
    }

    @Test
    void theHandlerIsClosedOnceAfterItsLastConnection() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        listener.serve(new ConnectionHandler() {
            @Override
            public void handle(SocketChannel socket, SocketAddress client, Server server) throws Exception {
                socket.write(UTF_8.encode("in\n"));
                go.await();
                assertEquals(0, closed.get());
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        try (Socket client = connect()) {
            assertEquals("in", readLine(client));
            CompletableFuture<Drained> drained = listener.serve(saying("two"), LONG);
            go.countDown();
            drained.join();
            assertEquals(1, closed.get());
        }
        engine.close();
        assertEquals(1, closed.get());
    }

    @Test
    void aKeptConnectionLivesUntilTheAppSaysDone() throws IOException {
        CompletableFuture<Server> kept = new CompletableFuture<>();
        listener.serve((socket, client, server) -> {
            server.keep();
            socket.write(UTF_8.encode("kept\n"));
            kept.complete(server);
        });
        try (Socket client = connect()) {
            BufferedReader in = reader(client);
            assertEquals("kept", in.readLine());
            CompletableFuture<Drained> drained = listener.serve(saying("two"), LONG);
            assertEquals(1, listener.open());
            assertFalse(drained.isDone());
            kept.join().done();
            assertEquals(0, drained.join().cut());
            assertEquals(-1, in.read());
            kept.join().done(); // does nothing the second time
        }
        await().until(() -> listener.open() == 0);
    }

    @Test
    void aConnectionKeptAndDoneBeforeHandleReturnsEndsWithIt() throws IOException {
        listener.serve((_, _, server) -> {
            server.keep();
            server.done();
        });
        try (Socket client = connect()) {
            assertEquals(-1, client.getInputStream().read());
        }
        await().until(() -> listener.open() == 0);
    }

    @Test
    void keepIsRefusedAfterHandleHasReturned() throws IOException {
        CompletableFuture<Server> ended = new CompletableFuture<>();
        listener.serve((_, _, server) -> ended.complete(server));
        try (Socket client = connect()) {
            assertEquals(-1, client.getInputStream().read());
        }
        await().until(() -> listener.open() == 0);
        assertThrows(IllegalStateException.class, () -> ended.join().keep());
    }

    @Test
    void whateverAHandlerThrowsEndsItsOwnConnectionOnly() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        listener.serve((socket, _, _) -> {
            switch (calls.getAndIncrement()) {
                case 0 -> throw new IOException("thrown by the test");
                case 1 -> throw new StackOverflowError("thrown by the test");
                case 2 -> throw new LinkageError("thrown by the test");
                default -> socket.write(UTF_8.encode("fine\n"));
            }
        });
        for (int i = 0; i < 3; i++) {
            try (Socket client = connect()) {
                assertEquals(-1, client.getInputStream().read());
            }
        }
        assertEquals("fine", answer());
        await().until(() -> listener.slot().orElseThrow().current().orElseThrow().failed() == 3);
    }

    @Test
    void aClientThatGoesAwayIsNoFailureOfTheHandler() throws IOException {
        CountDownLatch reset = new CountDownLatch(1);
        listener.serve((socket, _, _) -> {
            try {
                while (socket.read(ByteBuffer.allocate(64)) >= 0) {
                    // until the client is gone
                }
            } finally {
                reset.countDown();
            }
        });
        try (Socket client = connect()) {
            client.setSoLinger(true, 0); // close() sends RST
        }
        await().until(() -> reset.getCount() == 0 && listener.open() == 0);
        assertEquals(0, listener.slot().orElseThrow().current().orElseThrow().failed());
    }

    @Test
    void swappingUnderLoadLosesNoConnection() throws Exception {
        listener.serve(echoing("0"));
        List<CompletableFuture<Integer>> clients = new ArrayList<>();
        CountDownLatch enough = new CountDownLatch(100);
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> load(enough), task -> Thread.ofVirtual().start(task)));
        }
        for (int i = 1; i <= 100; i++) {
            listener.serve(echoing(Integer.toString(i)), LONG);
            enough.countDown();
            answerOf(Integer.toString(i));
        }
        for (CompletableFuture<Integer> client : clients) {
            assertTrue(client.get(60, TimeUnit.SECONDS) > 0);
        }
    }

    /// Connects again and again; each answer has to come, and both lines of a connection from one version.
    private int load(CountDownLatch until) {
        int connections = 0;
        try {
            do {
                try (Socket socket = connect()) {
                    String first = version(exchange(socket, "a"));
                    String second = version(exchange(socket, "b"));
                    assertEquals(first, second);
                }
                connections++;
            } while (until.getCount() > 0);
        } catch (IOException e) {
            throw new AssertionError("connection " + connections + " was lost", e);
        }
        return connections;
    }

    private static String version(String answer) {
        return answer.substring(0, answer.indexOf(' '));
    }

    private void answerOf(String version) throws IOException {
        try (Socket socket = connect()) {
            assertEquals(version + " x", exchange(socket, "x"));
        }
    }

    private String answer() throws IOException {
        try (Socket socket = connect()) {
            return readLine(socket);
        }
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String exchange(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
        return readLine(socket);
    }

    private static String readLine(Socket socket) throws IOException {
        return reader(socket).readLine();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static ConnectionHandler saying(String line) {
        return (socket, _, _) -> socket.write(UTF_8.encode(line + "\n"));
    }

    private static ConnectionHandler echoing(String prefix) {
        return (socket, _, _) -> {
            ByteBuffer buffer = ByteBuffer.allocate(256);
            while (socket.read(buffer.clear()) >= 0) {
                buffer.flip();
                socket.write(UTF_8.encode(prefix + " "));
                socket.write(buffer);
            }
        };
    }

    private static ServerSocketChannel loopback() throws IOException {
        return ListenAddress.parse("127.0.0.1:0").bind();
    }
}
