package dev.reserve.core.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.configuration.Keys;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.socket.ListenAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a listener takes connections in, by its policy.
@Timeout(60)
class ListenerTest {

    private Listener listener;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        listener = Listener.open("web", ListenAddress.parse("127.0.0.1:0").bind());
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        listener.close();
    }

    @Test
    void beyondTheLimitConnectionsWaitAndAreServedWhenThereIsRoom() throws IOException {
        configure("max.connections", "2");
        listener.serve((socket, _, _) -> {
            socket.write(UTF_8.encode("in\n"));
            socket.read(ByteBuffer.allocate(1));
        });
        Socket first = connect();
        Socket second = connect();
        assertEquals("in", line(first));
        assertEquals("in", line(second));
        Socket third = connect();
        await().until(() -> listener.waiting().equals(OptionalInt.of(1)));
        assertEquals(2, listener.accepted());
        first.close();
        assertEquals("in", line(third));
        configure("max.connections", "0"); // no limit
        assertEquals("in", line(connect()));
    }

    @Test
    void whenItIsBoundElsewhereItsOwnConnectionsAreAskedToEnd() throws IOException {
        Connections connections = new Connections((socket, _, server) -> {
            server.onDraining(() -> send(socket, "end\n"));
            send(socket, "in\n");
            socket.read(ByteBuffer.allocate(1));
            send(socket, server.draining() + "\n");
        }, getClass().getClassLoader(), new Limit());
        Slot<Connections> slot = new Slot<>();
        slot.become(connections.version("v"));
        try (Listener other = Listener.open("other", ListenAddress.parse("127.0.0.1:0").bind())) {
            listener.bind(slot, new Limit());
            other.bind(slot, new Limit());
            Socket own = connect();
            assertEquals("in", line(own));
            Socket stays = connect(other);
            assertEquals("in", line(stays));
            listener.bind(new Slot<>(), new Limit());
            assertEquals("end", line(own));
            own.getOutputStream().write(1);
            assertEquals("true", line(own));
            stays.getOutputStream().write(1);
            assertEquals("false", line(stays));
        }
    }

    private static void send(SocketChannel socket, String text) {
        try {
            socket.write(UTF_8.encode(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theLimitOfAnAppHoldsOnItsListenersTogether() throws IOException {
        Limit limit = new Limit();
        limit.set(1, Limit.NONE);
        Connections connections = new Connections((socket, _, _) -> {
            socket.write(UTF_8.encode("in\n"));
            socket.read(ByteBuffer.allocate(1));
        }, getClass().getClassLoader(), limit);
        Slot<Connections> slot = new Slot<>();
        slot.become(connections.version("v"));
        try (Listener other = Listener.open("other", ListenAddress.parse("127.0.0.1:0").bind())) {
            listener.bind(slot, limit);
            other.bind(slot, limit);
            Socket first = connect(listener);
            assertEquals("in", line(first));
            Socket second = connect(other);
            await().until(() -> other.waiting().equals(OptionalInt.of(1)));
            assertEquals(0, other.accepted());
            first.close();
            assertEquals("in", line(second));
        }
    }

    @Test
    void connectionsAreAcceptedNoFasterThanTheRate() throws IOException {
        configure("accept.rate", "10");
        listener.serve((socket, _, _) -> socket.write(UTF_8.encode("in\n")));
        long start = System.nanoTime();
        for (int i = 0; i < 15; i++) {
            assertEquals("in", line(connect()));
        }
        // A second's worth may come at once: five more take at least 0.4 s.
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(400));
    }

    @Test
    void whatHasWaitedTooLongForAVersionIsClosed() throws IOException {
        configure("park.timeout.seconds", "0.5");
        Socket first = connect();
        assertEquals(-1, first.getInputStream().read());
        assertEquals(1, listener.expiredCount());
        assertTrue(listener.waitingSince().isPresent());
        configure("park.timeout.seconds", "600");
        Socket second = connect();
        await().until(() -> listener.waiting().equals(OptionalInt.of(1)));
        listener.serve((socket, _, _) -> socket.write(UTF_8.encode("in\n")));
        assertEquals("in", line(second));
        await().until(() -> listener.waitingSince().isEmpty());
    }

    @Test
    void theClientBehindAProxyIsTheOneThatTheHeaderNames() throws IOException {
        configure("proxy.protocol", "on");
        listener.serve((socket, client, _) -> socket.write(UTF_8.encode(AddressText.of(client) + "\n")));
        Socket client = connect();
        client.getOutputStream().write("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n".getBytes(UTF_8));
        assertEquals("192.0.2.7:4711", line(client));
    }

    @Test
    void aConnectionWithoutAGoodProxyHeaderIsClosedAndCounted() throws IOException {
        configure("proxy.protocol", "on");
        listener.serve((socket, _, _) -> socket.write(UTF_8.encode("in\n")));
        Socket client = connect();
        client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertEquals(null, lineOrReset(client));
        configure("proxy.protocol", "on", "proxy.trusted", "192.0.2.0/24");
        Socket untrusted = connect();
        untrusted.getOutputStream().write("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n".getBytes(UTF_8));
        assertEquals(null, lineOrReset(untrusted));
        await().until(() -> listener.refusedCount() == 2 && listener.open() == 0);
    }

    @Test
    void aConnectionThatEndsWithoutAByteIsCountedAndNotLogged() throws IOException {
        listener.close();
        listener = Listener.open("checked", ListenAddress.parse("127.0.0.1:0").bind());
        configure("proxy.protocol", "on");
        listener.serve((socket, _, _) -> socket.write(UTF_8.encode("in\n")));
        try (LoggedWarnings warnings = new LoggedWarnings("reserve", "listener checked")) {
            connect().close();
            Socket reset = connect();
            reset.setSoLinger(true, 0);
            reset.close();
            await().until(() -> listener.refusedCount() == 2 && listener.open() == 0);
            assertEquals(List.of(), warnings.messages());

            Socket client = connect();
            client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
            assertEquals(null, lineOrReset(client));
            await().until(() -> listener.refusedCount() == 3);
            await().until(() -> warnings.messages().size() == 1);
        }
    }

    private void configure(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        listener.configure(ListenerPolicy.of(new Keys(ListenerPolicy.TABLE, properties)));
    }

    private Socket connect() throws IOException {
        return connect(listener);
    }

    private Socket connect(Listener to) throws IOException {
        InetSocketAddress address = (InetSocketAddress) to.address();
        Socket client = new Socket(address.getAddress(), address.getPort());
        clients.add(client);
        return client;
    }

    private static @Nullable String line(Socket client) throws IOException {
        return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8)).readLine();
    }

    /// What was not read when a socket is closed makes its end a reset.
    private static @Nullable String lineOrReset(Socket client) {
        try {
            return line(client);
        } catch (IOException e) {
            return null;
        }
    }
}
