package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that come before there is anybody to serve them.
class ParkingIT {

    private static final int CLIENTS = 100;
    /// Tells each connection its number, and serves one line of it.
    private static final AppJar COUNTING = AppJar.answering("app", "").launch("""
            java.util.concurrent.atomic.AtomicInteger number = new java.util.concurrent.atomic.AtomicInteger();
            return (socket, client, server) -> {
                int mine = number.getAndIncrement();
                say(socket, mine + " " + lines(socket).readLine());
            };""");

    private ServerProcess server;
    private final List<Client> clients = new ArrayList<>();

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + directory.resolve("app.sock")));
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "unix"})
    void parkedConnectionsAreShownAndThenServedInTheOrderInWhichTheyCame(String listener) throws Exception {
        // one at a time, so that the order of the answers is that of the accepts
        configure(listener, "max.connections=1");
        park(listener, CLIENTS);
        server.awaitThat("the status shows them", () -> status(listener).get("waiting").getAsInt() == CLIENTS);
        Instant since = Instant.parse(status(listener).get("waitingSince").getAsString());
        Duration waited = Duration.between(since, Instant.now());
        assertFalse(waited.isNegative(), since.toString());
        assertTrue(waited.compareTo(ServerProcess.DEADLINE.multipliedBy(2)) < 0, since.toString());
        assertEquals(0, status(listener).get("accepted").getAsInt());
        assertTrue(server.ctl("status").output().lines().anyMatch(line -> line.startsWith(listener) && line.contains(" " + CLIENTS + " ")));

        COUNTING.dropInto(server.deploy(), "app.jar");
        for (int i = 0; i < CLIENTS; i++) {
            assertEquals(i + " line " + i, clients.get(i).receive().orElseThrow());
        }
        JsonObject after = status(listener);
        assertEquals(0, after.get("waiting").getAsInt());
        assertTrue(after.get("waitingSince").isJsonNull(), after.toString());
        assertEquals(0, after.get("expired").getAsInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "unix"})
    void whatHasWaitedTooLongIsClosedSoThatClientsLearn(String listener) throws Exception {
        configure(listener, "park.timeout.seconds=1");
        park(listener, 10);
        for (Client client : clients) {
            assertEquals(Optional.empty(), endOf(client));
        }
        assertEquals(10, status(listener).get("expired").getAsInt());
        assertEquals(0, status(listener).get("accepted").getAsInt());

        server.configure("reserve.listener-" + listener + ".cfg", "park.timeout.seconds=600");
        Client patient = server.connect(listener);
        clients.add(patient);
        patient.send("still here");
        COUNTING.dropInto(server.deploy(), "app.jar");
        server.awaitThat("the app serves", () -> !server.version(listener).isEmpty());
        try (Client last = server.connect(listener)) {
            assertTrue(last.exchange("x").endsWith(" x"));
        }
    }

    private void configure(String listener, String line) {
        server.configure("reserve.listener-" + listener + ".cfg", line);
        server.configure("reserve.binding-seen.cfg", "listener=" + listener, "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
    }

    private void park(String listener, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            Client client = server.connect(listener);
            clients.add(client);
            client.send("line " + i);
        }
    }

    private JsonObject status(String listener) {
        return server.find("listeners", "name", listener).orElseThrow();
    }

    /// The kernel says that the connection was reset if what the client sent had not been read.
    private static Optional<String> endOf(Client client) throws IOException {
        try {
            return client.receive();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("reset")) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
