package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// New versions that get a share of the connections first.
class CanaryIT {

    private static final AppJar OLD = AppJar.answering("app", "old");
    private static final AppJar NEW = AppJar.answering("app", "new");

    private ServerProcess server;
    private Versions versions;
    private String old;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        versions = new Versions(server, "app");
        OLD.dropInto(server.deploy(), "app.jar");
        assertEquals("old a", server.answer("web", "a"));
        old = server.version("web");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCanaryGetsAShareUntilItIsPromoted() throws Exception {
        startCanary("canary.percent=50");
        try (Client open = connectTo("new")) {
            assertEquals(Set.of("new", "old"), answersOf(40));
            assertEquals(old, server.version("web"));
            assertEquals(0, server.ctl("promote", "app").exit());
            assertEquals(Set.of("new"), answersOf(20));
            versions.await(old, "retired");
            assertEquals("new b", open.exchange("b"));
        }
        server.awaitArtifact("app.jar", "current");
        assertEquals(1, server.ctl("promote", "app").exit());
    }

    @Test
    void aCanaryByNetworkGetsTheConnectionsFromThereAndNoOthers() throws Exception {
        startCanary("canary.from=127.0.0.2, 192.0.2.0/24");
        for (int i = 0; i < 10; i++) {
            assertEquals("new x", answerFrom("127.0.0.2"));
            assertEquals("old x", answerFrom("127.0.0.1"));
        }
    }

    @Test
    void theShareIsSetByHand() throws Exception {
        assertEquals(0, server.ctl("canary", "app", "99").exit());
        NEW.dropInto(server.deploy(), "app.jar");
        versions.await("canary");
        assertEquals(old, server.version("web"));
        server.awaitThat("the canary gets connections", () -> answersOf(5).contains("new"));
        assertEquals(0, server.ctl("canary", "app", "0").exit());
        assertEquals(Set.of("old"), answersOf(30));
    }

    @Test
    void aVersionOnProbationIsMadeACanaryByHand() throws Exception {
        NEW.dropInto(server.deploy(), "app.jar");
        versions.awaitSuccessor("web", old);
        assertEquals(0, server.ctl("canary", "app", "50").exit());
        versions.await("canary");
        assertEquals(old, server.version("web"));
        assertEquals(Set.of("new", "old"), answersOf(40));
    }

    @Test
    void aCanaryIsRolledBackByHand() throws Exception {
        startCanary("canary.percent=99");
        try (Client open = connectTo("new")) {
            assertEquals(0, server.ctl("rollback", "app").exit());
            assertEquals(Set.of("old"), answersOf(20));
            assertEquals("new b", open.exchange("b"));
        }
        assertEquals("rolled back: by hand", server.awaitArtifact("app.jar", "rejected").get("reason").getAsString());
        assertEquals(old, server.version("web"));
    }

    @Test
    void aCanaryThatFailsEndsByItself() throws Exception {
        startCanary("canary.percent=80",
                NEW.launch(
                        "return (socket, client, server) -> { lines(socket).readLine(); throw new IllegalStateException(\"no table\"); };"));
        server.awaitThat("the canary has ended", () -> {
            try (Client client = server.connect("web")) {
                client.send("x");
                client.receive();
            }
            return versions.in("canary").isEmpty();
        });
        assertEquals(Set.of("old"), answersOf(20));
        String reason = server.awaitArtifact("app.jar", "rejected").get("reason").getAsString();
        assertTrue(reason.startsWith("rolled back: ") && reason.endsWith("no table"), reason);
        assertEquals(old, server.version("web"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "-1", "half"})
    void aShareThatIsNoneIsRefused(String percent) {
        assertEquals(64, server.ctl("canary", "app", percent).exit());
    }

    private void startCanary(String configuration) {
        startCanary(configuration, NEW);
    }

    private void startCanary(String configuration, AppJar jar) {
        server.configure("reserve.app-app.cfg", configuration);
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
        jar.dropInto(server.deploy(), "app.jar");
        versions.await("canary");
    }

    /// Who answers that many connections.
    private Set<String> answersOf(int connections) throws IOException {
        Set<String> words = new TreeSet<>();
        for (int i = 0; i < connections; i++) {
            words.add(server.answer("web", "x").split(" ", 2)[0]);
        }
        return words;
    }

    /// An open connection that this version answers.
    private Client connectTo(String word) throws IOException {
        for (int i = 0; i < 1000; i++) {
            Client client = server.connect("web");
            if (client.exchange("x").equals(word + " x")) {
                return client;
            }
            client.close();
        }
        throw new AssertionError(word + " has answered none of 1000 connections");
    }

    private String answerFrom(String address) throws IOException {
        InetSocketAddress to = (InetSocketAddress) server.address("web");
        try (Socket socket = new Socket(to.getAddress(), to.getPort(), InetAddress.ofLiteral(address), 0);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
            return String.valueOf(in.readLine());
        }
    }
}
