package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The apps that come with the distribution.
class ExamplesIT {

    @Test
    void membersOfAChatStayInTheirRoomWhenAnotherOneTakesOver(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "chat", "den")) {
            try (Client ann = enter(server, "ann"); Client bob = enter(server, "bob")) {
                assertEquals("* bob is here", ann.receive().orElseThrow());
                bob.send("hello");
                assertEquals("<bob> hello", ann.receive().orElseThrow());
                String bundled = server.version("web");

                Files.copy(Distribution.home().resolve("apps/chat.jar"), server.deploy().resolve("chat.jar.part"));
                Files.move(server.deploy().resolve("chat.jar.part"), server.deploy().resolve("chat.jar"), StandardCopyOption.ATOMIC_MOVE);
                for (Client member : List.of(ann, bob)) {
                    assertEquals("* this room is moving: please reconnect when you can", member.receive().orElseThrow());
                }
                assertNotEquals(bundled, server.version("web"));
                server.awaitArtifact("chat.jar", "current");

                try (Client newcomer = enter(server, "eve")) {
                    ann.send("bye");
                    assertEquals("<ann> bye", bob.receive().orElseThrow());
                    newcomer.send("/nick eva");
                    bob.send("all gone");
                    assertEquals("<bob> all gone", ann.receive().orElseThrow());
                }
                ann.finish();
                assertEquals("* ann has left", bob.receive().orElseThrow());
            }
            server.awaitLog("is retired, drained");
        }
    }

    @Test
    void echoGreetsWithItsArgumentsAndSendsBackTheRest(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "app", "echo", "hello", "there");
                Client client = server.connect("web")) {
            assertEquals("hello there", client.receive().orElseThrow());
            String line = "äöü ".repeat(20_000);
            assertEquals(line, client.exchange(line));
            client.finish();
            assertTrue(client.receive().isEmpty());
        }
    }

    @Test
    void helloOfHttpResolvesAndStartsWhenItIsDroppedIn(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "echo")) {
            Files.copy(Distribution.home().resolve("apps/hello.jar"), server.deploy().resolve("hello.jar.part"));
            Files.move(server.deploy().resolve("hello.jar.part"), server.deploy().resolve("hello.jar"), StandardCopyOption.ATOMIC_MOVE);
            JsonObject hello = server.awaitArtifact("hello.jar", "waiting");
            assertEquals("hello", hello.getAsJsonArray("apps").get(0).getAsString());
            assertTrue(server.ctl("lb", "-s").output().lines()
                    .anyMatch(line -> line.contains("Active") && line.contains("dev.reserve.example.hello ")));
        }
    }

    private static Client enter(ServerProcess server, String name) throws Exception {
        Client client = server.connect("web");
        assertEquals("* welcome to den! What is your name?", client.receive().orElseThrow());
        client.send(name);
        assertEquals("* a name has 1 to 20 characters", client.exchange("/nick ")); // so the name is known by now
        return client;
    }
}
