package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many connections are let in, and how quickly; of a listener and of an app.
class LimitsIT {

    private final List<Client> clients = new ArrayList<>();
    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + directory.resolve("app.sock")));
        AppJar.answering("app", "w").dropInto(server.deploy(), "app.jar");
        assertEquals("w a", server.answer("web", "a"));
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve.listener-web.cfg", "reserve.app-app.cfg", "reserve.cfg"})
    void whatComesBeyondTheMaximumOfOpenConnectionsWaitsUntilThereIsRoom(String file) throws Exception {
        configure(file, "max.connections=3");
        connect("web", 10);
        for (int i = 0; i < 3; i++) {
            assertEquals("w a", clients.get(i).receive().orElseThrow());
        }
        server.awaitThat("seven wait", () -> listener("web").get("waiting").getAsInt() == 7);
        for (int i = 3; i < 10; i++) { // one goes, one comes
            assertEquals(3, listener("web").get("open").getAsInt());
            clients.get(i - 3).close();
            assertEquals("w a", clients.get(i).receive().orElseThrow());
        }
        server.awaitThat("nobody waits", () -> listener("web").get("waiting").getAsInt() == 0);
    }

    @Test
    void theMaximumOfAnAppHoldsForAllItsListeners() throws Exception {
        configure("reserve.app-app.cfg", "max.connections=2");
        connect("web", 2);
        assertEquals("w a", clients.get(0).receive().orElseThrow());
        assertEquals("w a", clients.get(1).receive().orElseThrow());
        connect("unix", 1);
        server.awaitThat("it waits", () -> listener("unix").get("waiting").getAsInt() == 1);
        assertEquals(0, listener("unix").get("accepted").getAsInt());
        clients.get(0).close();
        assertEquals("w a", clients.get(2).receive().orElseThrow());
    }

    @Test
    void theMaximumOfAListenerHoldsForItAlone() throws Exception {
        configure("reserve.listener-web.cfg", "max.connections=1");
        connect("web", 2);
        assertEquals("w a", clients.get(0).receive().orElseThrow());
        connect("unix", 5);
        for (int i = 2; i < 7; i++) {
            assertEquals("w a", clients.get(i).receive().orElseThrow());
        }
        server.awaitThat("one waits", () -> listener("web").get("waiting").getAsInt() == 1);
    }

    @Test
    void aMaximumThatIsRaisedOrGoneLetsInWhatWaits() throws Exception {
        configure("reserve.listener-web.cfg", "max.connections=1");
        connect("web", 5);
        assertEquals("w a", clients.get(0).receive().orElseThrow());
        server.awaitThat("four wait", () -> listener("web").get("waiting").getAsInt() == 4);
        server.configure("reserve.listener-web.cfg", "max.connections=3");
        server.awaitThat("two wait", () -> listener("web").get("waiting").getAsInt() == 2);
        Files.delete(server.deploy().resolve("reserve.listener-web.cfg"));
        for (int i = 1; i < 5; i++) {
            assertEquals("w a", clients.get(i).receive().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve.listener-web.cfg", "reserve.app-app.cfg"})
    void connectionsAreAcceptedNoQuickerThanTheRate(String file) throws Exception {
        configure(file, "accept.rate=5");
        long start = System.nanoTime();
        connect("web", 20);
        for (Client client : clients) {
            assertEquals("w a", client.receive().orElseThrow());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // a second's worth of them may come at once, the other 15 are a fifth of a second apart
        assertTrue(took.compareTo(Duration.ofMillis(2_900)) > 0, took.toString());
        assertEquals(0, listener("web").get("expired").getAsInt());
    }

    private void configure(String file, String line) {
        server.configure(file, line);
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
        server.awaitThat("nobody is there yet", () -> listener("web").get("open").getAsInt() == 0);
    }

    private void connect(String listener, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            Client client = server.connect(listener);
            clients.add(client);
            client.send("a");
        }
    }

    private JsonObject listener(String name) {
        return server.find("listeners", "name", name).orElseThrow();
    }
}
