package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Load;
import dev.reserve.it.harness.ServerProcess;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownIT {

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalUnderLoadEndsTheServerWhenItsConnectionsHaveEnded(String signal, @TempDir Path directory) throws Exception {
        String unix = directory.resolve("app.sock").toString();
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + unix))) {
            AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "one x");
            List<SocketAddress> addresses = List.of(server.address("web"), server.address("unix"));
            try (Load load = new Load(); Client open = server.connect("web"); Client other = server.connect("unix")) {
                assertEquals("one a", open.exchange("a"));
                assertEquals("one a", other.exchange("a"));
                addresses.forEach(address -> load.shortConnections(2, address).keptOpenConnections(2, address));
                server.awaitThat("there is load", () -> load.connections() > 100);
                load.endsWithTheServer();
                server.signal(signal);
                for (SocketAddress address : addresses) {
                    server.awaitThat("connections are refused", () -> isRefused(address));
                }
                assertEquals("one b", open.exchange("b"));
                assertEquals("one b", other.exchange("b"));
                assertTrue(server.isAlive());
                load.stop();
                assertEquals(List.of(), load.failures());
            }
            assertEquals(0, server.awaitExit());
            assertTrue(server.log().contains("stopped: 0 connections were cut"), server.log());
        }
    }

    @Test
    void whatWaitsInTheBacklogOfAServingListenerIsServedBeforeTheEnd(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "echo")) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(server.connect("web"));
            }
            server.signal("TERM");
            for (int i = 0; i < clients.size(); i++) {
                try (Client client = clients.get(i)) {
                    assertEquals("line " + i, client.exchange("line " + i));
                }
            }
            assertEquals(0, server.awaitExit());
        }
    }

    @Test
    void aConnectionThatOutlivesTheDrainTimeoutIsCut(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "echo")) {
            server.configure("reserve.cfg", "drain.timeout.seconds=1");
            server.awaitLog("drain timeout 1 s");
            try (Client client = server.connect("web")) {
                assertEquals("a", client.exchange("a"));
                server.signal("TERM");
                assertTrue(client.receive().isEmpty());
                assertEquals(0, server.awaitExit());
            }
            server.awaitLog("stopped: 1 connections were cut");
        }
    }

    @Test
    void aServerThatServesNothingEndsToo(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
                Client waiting = server.connect("web")) {
            waiting.send("is anybody there?");
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
        }
    }

    private static boolean isRefused(SocketAddress address) throws Exception {
        try (SocketChannel socket = SocketChannel.open(address)) {
            return !socket.isOpen();
        } catch (ConnectException e) {
            return true;
        }
    }
}
