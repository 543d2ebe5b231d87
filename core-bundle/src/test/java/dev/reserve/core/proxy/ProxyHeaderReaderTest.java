package dev.reserve.core.proxy;

import static dev.reserve.core.proxy.Headers.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.proxy.ProxyHeader.Empty;
import dev.reserve.core.proxy.ProxyHeader.Local;
import dev.reserve.core.proxy.ProxyHeader.Malformed;
import dev.reserve.core.proxy.ProxyHeader.Proxied;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ProxyHeaderReaderTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final byte[] PAYLOAD = text("PROXY is how this payload begins\r\n");

    @TempDir
    Path directory;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());

    ProxyHeaderReaderTest() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    enum Transport {
        TCP, UNIX
    }

    @ParameterizedTest
    @EnumSource
    void thePayloadBehindTheHeaderStaysInTheChannel(Transport transport) throws Exception {
        for (byte[] header : Headers.valid()) {
            try (Pair pair = connected(transport)) {
                pair.send(Headers.joined(header, PAYLOAD));

                assertFalse(read(LONG, pair.server) instanceof Malformed);
                assertPayload(pair);
            }
        }
        assertEquals(0, timer.getQueue().size());
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderMayComeByteByByte(Transport transport) throws Exception {
        for (byte[] header : Headers.valid()) {
            try (Pair pair = connected(transport)) {
                Thread sender = Thread.ofVirtual().start(() -> pair.sendByteByByte(Headers.joined(header, PAYLOAD)));

                assertFalse(read(LONG, pair.server) instanceof Malformed);
                assertPayload(pair);
                sender.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatSaysNothingIsClosedAtTheDeadline(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            assertEquals(new Malformed("no whole header within 100 ms"), read(SHORT, pair.server));
            assertFalse(pair.server.isOpen());
            assertEquals(-1, pair.client.read(ByteBuffer.allocate(1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void drippingBytesDoNotMoveTheDeadline(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            ByteBuffer line = ByteBuffer.wrap(text("PROXY UNKNOWN" + " ".repeat(90)));
            timer.scheduleAtFixedRate(() -> pair.sendOneByteOf(line), 0, 5, TimeUnit.MILLISECONDS);

            assertEquals(new Malformed("no whole header within 100 ms"), read(SHORT, pair.server));
            assertFalse(pair.server.isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNoHeaderIsRefusedWithoutWaiting(Transport transport) throws Exception {
        for (String start : new String[]{"GET", "PROXY TCP5", "PROXY TCP4 1.2.3.4 \r\n", "\r\n\r\r"}) {
            try (Pair pair = connected(transport)) {
                pair.send(text(start));

                assertInstanceOf(Malformed.class, read(LONG, pair.server));
                assertTrue(pair.server.isOpen(), "closing is the caller's");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderThatBreaksOffIsMalformed(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            pair.send(text("PROXY TCP4 192.0.2.1"));
            pair.client.shutdownOutput();

            assertEquals(new Malformed("found \"PROXY TCP4 192.0.2.1\": the connection ended within the header"), read(LONG, pair.server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsWithoutAByteIsEmpty(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            pair.client.close();

            assertEquals(new Empty(), read(LONG, pair.server));
        }
    }

    @Test
    void aConnectionThatIsResetWithoutAByteIsEmpty() throws Exception {
        try (Pair pair = connected(Transport.TCP)) {
            pair.client.setOption(StandardSocketOptions.SO_LINGER, 0);
            pair.client.close();

            assertEquals(new Empty(), read(LONG, pair.server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheChannelMeanwhileIsNoMalformedHeader(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            FutureTask<ProxyHeader> task = new FutureTask<>(() -> new ProxyHeaderReader(timer, LONG).read(pair.server));
            Thread.ofVirtual().start(task);
            while (timer.getQueue().isEmpty() && !task.isDone()) {
                Thread.onSpinWait();
            }
            pair.server.close();

            ExecutionException failure = assertThrows(ExecutionException.class, task::get);
            assertInstanceOf(ClosedChannelException.class, failure.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChannelThatDoesNotBlockIsRefused(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            pair.server.configureBlocking(false);

            assertThrows(IllegalBlockingModeException.class, () -> new ProxyHeaderReader(timer, LONG).read(pair.server));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientsAddressIsTheOneInTheHeader(Transport transport) throws Exception {
        try (Pair pair = connected(transport)) {
            pair.send(text("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\nPROXY UNKNOWN\r\n"));

            assertEquals(new Proxied(new InetSocketAddress("192.0.2.1", 56324), new InetSocketAddress("198.51.100.7", 443)),
                    read(LONG, pair.server));
            assertEquals(new Local(), read(LONG, pair.server));
        }
    }

    /// On a virtual thread, as in the server.
    private ProxyHeader read(Duration limit, SocketChannel channel) throws Exception {
        return onVirtualThread(() -> new ProxyHeaderReader(timer, limit).read(channel));
    }

    private static <T> T onVirtualThread(Callable<T> callable) throws Exception {
        FutureTask<T> task = new FutureTask<>(callable);
        Thread.ofVirtual().start(task);
        return task.get();
    }

    private static void assertPayload(Pair pair) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(PAYLOAD.length);
        while (rest.hasRemaining() && pair.server.read(rest) >= 0) {
            // until it is whole
        }
        assertEquals(ByteBuffer.wrap(PAYLOAD), rest.flip());
    }

    private Pair connected(Transport transport) throws IOException {
        boolean unix = transport == Transport.UNIX;
        Path path = directory.resolve("s" + System.nanoTime());
        try (ServerSocketChannel listening = ServerSocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET)) {
            listening.bind(unix ? UnixDomainSocketAddress.of(path) : new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            SocketChannel client = SocketChannel.open(listening.getLocalAddress());
            if (!unix) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            return new Pair(client, listening.accept());
        }
    }

    private record Pair(SocketChannel client, SocketChannel server) implements AutoCloseable {

        void send(byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                client.write(buffer);
            }
        }

        void sendByteByByte(byte[] bytes) {
            try {
                for (byte b : bytes) {
                    client.write(ByteBuffer.wrap(new byte[]{b}));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void sendOneByteOf(ByteBuffer line) {
            try {
                client.write(line.hasRemaining() ? ByteBuffer.wrap(new byte[]{line.get()}) : line);
            } catch (IOException e) {
                throw new IllegalStateException(e); // the reader has closed, and no more are sent
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }
}
