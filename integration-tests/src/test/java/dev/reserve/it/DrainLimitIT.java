package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many versions of an app drain at a time. Each version here has a client that stays.
class DrainLimitIT {

    private ServerProcess server;
    private Versions versions;
    private final List<Client> clients = new ArrayList<>();

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        versions = new Versions(server, "app");
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    @Test
    void aSwapWaitsWhileTwoVersionsDrain() throws Exception {
        configure("wait");
        String first = serve(1);
        String second = serve(2);
        versions.await(first, "draining");
        String third = serve(3);
        versions.await(second, "draining");
        answering(4).dropInto(server.deploy(), "app.jar");
        server.awaitThat("the status says why version 4 waits",
                () -> artifactReason().startsWith("waits until one of the draining versions"));
        assertTrue(artifactReason().contains(first) && artifactReason().contains(second), artifactReason());
        assertTrue(versions.await("launched").get("reason").getAsString().startsWith("waits until one of the draining versions"));
        assertEquals(third, server.version("web"));
        assertEquals("w3 x", server.answer("web", "x"));
        assertEquals(2, versions.in("draining").size());
        for (int i = 0; i < 3; i++) {
            assertEquals("w" + (i + 1) + " y", clients.get(i).exchange("y"));
        }

        clients.get(0).close();
        versions.await(first, "retired");
        server.awaitAnswer("web", "z", "w4 z");
        versions.await(third, "draining");
        assertEquals(2, versions.in("draining").size());
        assertEquals("w2 z", clients.get(1).exchange("z"));
        assertEquals("w3 z", clients.get(2).exchange("z"));
    }

    @Test
    void whatIsToDrainAfterItsProbationTakesAPlaceAlready() throws Exception {
        server.configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=1000000", "drain.timeout.seconds=600");
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
        String first = serve(1);
        String second = serve(2);
        versions.await(first, "standby");
        serve(3);
        versions.await(second, "draining");
        answering(4).dropInto(server.deploy(), "app.jar");
        server.awaitThat("version 4 waits", () -> artifactReason().startsWith("waits until"));
        clients.get(1).close();
        server.awaitAnswer("web", "z", "w4 z");
        assertEquals("w1 z", clients.get(0).exchange("z"));
        versions.await(first, "standby");
    }

    @Test
    void theSwapOfAnotherAppDoesNotWait() throws Exception {
        configure("wait");
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        for (int i = 1; i <= 3; i++) {
            serve(i);
        }
        answering(4).dropInto(server.deploy(), "app.jar");
        server.awaitThat("version 4 waits", () -> artifactReason().startsWith("waits until"));
        AppJar.answering("other", "other").dropInto(server.deploy(), "other.jar");
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=other");
        server.awaitAnswer("web", "x", "other x");
        for (Client client : clients) {
            assertTrue(client.exchange("y").endsWith(" y"));
        }
    }

    @Test
    void whereConfiguredSoTheOldestIsCutInstead() throws Exception {
        configure("cut");
        String first = serve(1);
        String second = serve(2);
        versions.await(first, "draining");
        String third = serve(3);
        versions.await(second, "draining");
        serve(4);
        assertEquals(Optional.empty(), clients.get(0).receive());
        assertEquals(1, versions.await(first, "retired").get("cut").getAsInt());
        versions.await(third, "draining");
        for (int i = 1; i < 4; i++) {
            assertEquals("w" + (i + 1) + " y", clients.get(i).exchange("y"));
        }
        assertEquals(0, versions.await(second, "draining").get("cut").getAsInt());
    }

    private void configure(String overflow) {
        server.configure("reserve.app-app.cfg", "probation.seconds=0", "drain.timeout.seconds=600", "drain.overflow=" + overflow);
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
    }

    /// Has the next version serve, with a client of its own.
    private String serve(int number) throws IOException {
        answering(number).dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "a", "w" + number + " a");
        Client client = server.connect("web");
        clients.add(client);
        assertEquals("w" + number + " b", client.exchange("b"));
        return server.version("web");
    }

    private static AppJar answering(int number) {
        return AppJar.answering("app", "w" + number);
    }

    private String artifactReason() {
        var reason = server.find("artifacts", "file", "app.jar").orElseThrow().get("reason");
        return reason.isJsonNull() ? "" : reason.getAsString();
    }
}
