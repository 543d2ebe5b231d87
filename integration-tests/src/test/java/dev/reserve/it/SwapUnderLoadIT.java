package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Load;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapUnderLoadIT {

    private static final int SWAPS = 20;

    @Test
    void overwritingAJarUnderLoadLosesNoConnection(@TempDir Path directory) throws Exception {
        String unix = directory.resolve("app.sock").toString();
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + unix), "load")) {
            server.configure("reserve.cfg", "drain.timeout.seconds=600", "drain.versions=100", "probation.connections=1");
            server.awaitLog("drain timeout 600 s");
            jar(0).dropInto(server.deploy(), "load.jar");
            server.awaitAnswer("unix", "x", "v0 x");
            int bundles = bundles(server);
            List<Client> longLived = new ArrayList<>();
            try (Load load = new Load()) {
                for (String listener : List.of("web", "unix")) {
                    load.shortConnections(2, server.address(listener)).keptOpenConnections(2, server.address(listener));
                }
                for (int swap = 1; swap <= SWAPS; swap++) {
                    Client client = server.connect(swap % 2 == 0 ? "web" : "unix");
                    longLived.add(client);
                    assertEquals("v" + (swap - 1) + " hello", client.exchange("hello"));
                    jar(swap).dropInto(server.deploy(), "load.jar");
                    server.awaitAnswer(swap % 2 == 0 ? "web" : "unix", "x", "v" + swap + " x");
                }
                load.stop();
                assertEquals(List.of(), load.failures());
                assertTrue(load.connections() > SWAPS, load.connections() + " connections");
                assertEquals(SWAPS + 1, load.answeredBy().size(), "versions that answered: " + load.answeredBy());
            }
            for (int i = 0; i < SWAPS; i++) {
                try (Client client = longLived.get(i)) {
                    assertEquals("v" + i + " bye", client.exchange("bye"));
                    client.finish();
                    assertTrue(client.receive().isEmpty());
                }
            }
            assertNothingIsLeft(server, bundles);
        }
    }

    private static AppJar jar(int number) {
        return AppJar.answering("load", "v" + number);
    }

    private static void assertNothingIsLeft(ServerProcess server, int bundles) throws IOException {
        server.awaitThat("all old versions are retired",
                () -> server.log().lines().filter(line -> line.contains(" is retired, drained in ")).count() == SWAPS);
        assertEquals(List.of(), server.log().lines().filter(line -> line.contains(" cut") || line.contains("ERROR")).toList());
        server.awaitThat("the number of bundles is what it was", () -> bundles(server) == bundles);
        server.awaitThat("the store holds the copies of the last five versions", () -> entries(server.data().resolve("store")).size() == 5);
        JsonObject status = server.status();
        for (JsonElement listener : status.getAsJsonArray("listeners")) {
            assertEquals(0, listener.getAsJsonObject().get("open").getAsInt(), status.toString());
        }
        for (JsonElement version : status.getAsJsonArray("apps").get(0).getAsJsonObject().getAsJsonArray("versions")) {
            for (String count : List.of("open", "failed", "cut")) {
                assertEquals(0, version.getAsJsonObject().get(count).getAsInt(), count + ": " + status);
            }
        }
    }

    private static int bundles(ServerProcess server) {
        ServerProcess.Outcome outcome = server.ctl("lb");
        assertEquals(0, outcome.exit(), outcome.output());
        return (int) outcome.output().lines().filter(line -> line.contains("|Active")).count();
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
