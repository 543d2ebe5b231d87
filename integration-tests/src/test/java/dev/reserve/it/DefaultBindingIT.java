package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What serves a listener that no file binds.
class DefaultBindingIT {

    private static final List<String> TWO = List.of("-b", "web=127.0.0.1:0", "-b", "side=127.0.0.1:0");

    @Test
    void theOnlyAppTakesAllListenersAndASecondOneWaits(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, TWO)) {
            AppJar.answering("first", "1").dropInto(server.deploy(), "first.jar");
            assertEquals("1 x", server.answer("web", "x"));
            assertEquals("1 x", server.answer("side", "x"));
            AppJar.answering("second", "2").version("2.0.0").dropInto(server.deploy(), "second.jar");
            JsonObject second = server.awaitArtifact("second.jar", "waiting");
            assertTrue(second.get("reason").getAsString().contains("no listener is bound to app second"), second.toString());
            assertEquals("1 x", server.answer("web", "x"));
            Files.delete(server.deploy().resolve("first.jar"));
            server.awaitAnswer("web", "x", "2 x");
            server.awaitArtifact("second.jar", "current");
        }
    }

    @Test
    void anAppThatNamesAListenerTakesThatOneOnly(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, TWO)) {
            AppJar.answering("named", "named").header("Test-Listener", "side").dropInto(server.deploy(), "named.jar");
            assertEquals("named x", server.answer("side", "x"));
            assertEquals("", server.version("web"));
            AppJar.answering("free", "free").dropInto(server.deploy(), "free.jar");
            server.awaitAnswer("web", "x", "free x");
            assertEquals("named x", server.answer("side", "x"));
        }
    }

    @Test
    void ofSeveralAppsAtTheStartNoneIsGuessed(@TempDir Path directory) throws Exception {
        Path deploy = Files.createDirectories(directory.resolve("deploy"));
        AppJar.answering("first", "1").dropInto(deploy, "first.jar");
        AppJar.answering("second", "2").dropInto(deploy, "second.jar");
        try (ServerProcess server = ServerProcess.launched(directory, TWO)) {
            server.awaitArtifact("first.jar", "waiting");
            server.awaitArtifact("second.jar", "waiting");
            String reason = server.find("listeners", "name", "web").orElseThrow().get("reason").getAsString();
            assertTrue(reason.contains("first") && reason.contains("second"), reason);
            server.configure("reserve.binding-web.cfg", "listener=web", "app=second");
            server.awaitAnswer("web", "x", "2 x");
        }
    }

    @Test
    void theAppOfTheCommandLineGetsItsArgumentsAndEveryListenerWithoutABinding(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, TWO, "echo", "--hello", "two  words", "it's", "")) {
            server.configure("reserve.binding-side.cfg", "listener=side", "app=echo", "args=side");
            for (List<String> expected : List.of(List.of("web", "--hello two  words it's "), List.of("side", "side"))) {
                server.awaitThat(expected.toString(), () -> {
                    try (Client client = server.connect(expected.getFirst())) {
                        return client.receive().orElseThrow().equals(expected.getLast());
                    }
                });
            }
        }
    }

    @Test
    void connectionsWaitForAnAppThatIsNotThereYet(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, TWO, "later", "arg")) {
            AppJar.answering("other", "other").dropInto(server.deploy(), "other.jar");
            server.awaitArtifact("other.jar", "waiting");
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Client client = server.connect(i % 2 == 0 ? "web" : "side");
                client.send("line " + i);
                clients.add(client);
            }
            JsonObject web = server.find("listeners", "name", "web").orElseThrow();
            assertEquals(0, web.get("accepted").getAsInt());
            assertTrue(web.get("reason").getAsString().contains("later"), web.toString());
            AppJar.answering("later", "").launch("return test.App.answering(args[0]);").dropInto(server.deploy(), "later.jar");
            for (int i = 0; i < clients.size(); i++) {
                try (Client client = clients.get(i)) {
                    assertEquals("arg line " + i, client.receive().orElseThrow());
                }
            }
        }
    }

    @Test
    void aDroppedAppGoesBeforeTheBundledOneOfThatName(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, TWO, "echo")) {
            assertEquals("x", server.answer("web", "x"));
            AppJar.answering("echo", "mine").version("0.0.1").dropInto(server.deploy(), "echo.jar");
            server.awaitAnswer("web", "x", "mine x");
            Files.copy(Distribution.home().resolve("apps/echo.jar"), server.deploy().resolve("echo.jar.part"));
            Files.move(server.deploy().resolve("echo.jar.part"), server.deploy().resolve("echo.jar"), StandardCopyOption.ATOMIC_MOVE);
            server.awaitAnswer("web", "x", "x");
            assertTrue(server.find("artifacts", "file", "echo.jar").isPresent());
        }
    }
}
