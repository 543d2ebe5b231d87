package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `reservectl` and a server. They share one server, which serves `echo a 'b c'` on `web`, and has an app with a command of its own, `test:launch`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReservectlIT {

    /// Launched without arguments, it registers itself as a shell command; as that, it copies its input, or says something now and something later.
    private static final String COMMAND = """
            if (args.length == 0) {
                java.util.Hashtable<String, Object> command = new java.util.Hashtable<>();
                command.put("osgi.command.scope", "test");
                command.put("osgi.command.function", "launch");
                org.osgi.framework.FrameworkUtil.getBundle(App.class).getBundleContext().registerService(App.class, this, command);
                return answering("command");
            }
            if (args[0].equals("count")) {
                System.out.println(new String(System.in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).count() + " lines");
            } else {
                System.out.println("now");
                while (!java.nio.file.Files.exists(java.nio.file.Path.of(args[0]))) {
                    Thread.onSpinWait();
                }
                System.out.println("later");
            }
            return null;
            """;

    private final Path directory;
    private final ServerProcess server;

    ReservectlIT(@TempDir Path directory) {
        this.directory = directory;
        this.server = ServerProcess.started(directory, "-b", "web=127.0.0.1:0", "-b", "other=127.0.0.1:0", "echo", "a", "b c");
    }

    @BeforeAll
    void deploy() throws IOException {
        Files.writeString(server.deploy().resolve("reserve.binding-other.cfg"), "listener=other\napp=commands\n");
        Files.writeString(server.deploy().resolve("broken.jar"), "not a jar");
        AppJar.answering("commands", "").launch(COMMAND).dropInto(server.deploy(), "commands.jar");
        server.awaitThat("the command is there", () -> server.ctl("help").output().contains("test:launch"));
        server.awaitArtifact("broken.jar", "rejected");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void statusIsForPeople() throws IOException {
        Invocation.Ended status = ctl("status").run();
        assertEquals(0, status.exit(), status.err());
        assertTrue(status.out().contains("serving, pid " + server.pid()), status.out());
        assertTrue(status.out().contains("echo") && status.out().contains("broken.jar"), status.out());
        assertEquals("", status.err());
    }

    @Test
    void statusAsJsonHasTheDocumentedShape() throws IOException {
        try (Client client = server.connect("web")) {
            assertEquals("a b c", client.receive().orElseThrow());
            JsonObject status = JsonParser.parseString(ctl("status", "--json").run().out()).getAsJsonObject();
            JsonObject process = status.getAsJsonObject("server");
            assertEquals(server.pid(), process.get("pid").getAsLong());
            assertEquals("serving", process.get("state").getAsString());
            assertTrue(process.get("uptimeSeconds").getAsDouble() > 0);
            assertTrue(process.get("version").getAsString().matches("\\d+\\.\\d+\\.\\d+.*"), process::toString);

            JsonObject web = status.getAsJsonArray("listeners").get(0).getAsJsonObject();
            assertEquals("web", web.get("name").getAsString());
            assertTrue(web.get("address").getAsString().matches("127\\.0\\.0\\.1:\\d+"), web::toString);
            assertEquals("echo", web.get("app").getAsString());
            assertEquals("[\"a\",\"b c\"]", web.get("args").toString());
            assertEquals(1, web.get("open").getAsInt());
            assertTrue(web.get("accepted").getAsInt() >= 1, web::toString);

            JsonObject echo = server.find("apps", "name", "echo").orElseThrow().getAsJsonArray("versions").get(0).getAsJsonObject();
            assertEquals(web.get("version"), echo.get("id"));
            assertEquals("echo.jar", echo.get("artifact").getAsString());
            assertTrue(echo.get("bundleVersion").getAsString().matches("\\d+\\.\\d+\\.\\d+.*"), echo::toString);
            assertEquals("current", echo.get("state").getAsString());
            assertFalse(Instant.parse(echo.get("since").getAsString()).isAfter(Instant.now()));
            assertEquals(1, echo.get("open").getAsInt());
            assertEquals(0, echo.get("failed").getAsInt() + echo.get("cut").getAsInt());
            assertTrue(echo.get("reason").isJsonNull(), echo::toString);

            JsonObject broken = server.find("artifacts", "file", "broken.jar").orElseThrow();
            assertEquals("rejected", broken.get("state").getAsString());
            assertFalse(broken.get("reason").getAsString().isBlank());
            assertTrue(status.keySet().containsAll(Set.of("server", "listeners", "apps", "artifacts")), status.keySet()::toString);
        }
    }

    @Test
    void aCommandThatDoesNotExistIsNamed() throws IOException {
        Invocation.Ended ended = ctl("frobnicate", "now").run();
        assertEquals(64, ended.exit());
        assertEquals("reservectl: there is no command 'frobnicate'; 'help' lists them\n", ended.err());
        assertEquals("", ended.out());
        assertEquals(64, ctl("status", "--yaml").run().exit());
        assertEquals(64, ctl("status 'half a quote").run().exit());
    }

    @Test
    void severalWordsAreOneCommandWithItsArgumentsAndOneWordIsALineOfTheShell() throws IOException {
        assertTrue(lb("lb", "Reserve: core"), "two words");
        assertTrue(lb("lb 'Reserve: core'"), "one line with quotes");
        long lines = ctl("lb").run().out().lines().count(); // which has no blank ones; a pipe adds one
        assertTrue(lines > 10, () -> "a line for each bundle: " + lines);
        assertEquals(lines + " lines\n", ctl("lb | test:launch count").run().out());
    }

    @Test
    void whatEachCommandOfALineReturnsIsPrinted() throws IOException {
        String versions = ctl("versions echo").run().out();
        assertEquals(versions + versions, ctl("versions echo; versions echo").run().out());
    }

    @Test
    void theShellSaysSoBeforeItIsStopped(@TempDir Path home) {
        try (ServerProcess mute = ServerProcess.started(home, "-b", "web=127.0.0.1:0", "echo")) {
            String shell = mute.ctl("lb", "Reserve: shell").output().lines().filter(line -> line.contains("Reserve: shell")).findFirst()
                    .orElseThrow().replaceAll("\\|.*", "").strip();
            ServerProcess.Outcome outcome = mute.ctl("stop", shell);
            assertEquals(75, outcome.exit(), outcome.output());
            assertTrue(outcome.output().contains("bundle " + shell + " (dev.reserve.shell) is stopped, which is the shell itself"),
                    outcome.output());
            assertEquals(69, mute.ctl("status").exit());
        }
    }

    private boolean lb(String... words) throws IOException {
        Invocation.Ended ended = ctl(words).run();
        assertEquals(0, ended.exit(), ended.err());
        return ended.out().contains("Reserve: core") && !ended.out().contains("Reserve: shell");
    }

    @Test
    void outputIsThereBeforeTheCommandHasEnded() throws IOException {
        Path gate = directory.resolve("gate");
        try (Running running = ctl("test:launch", gate.toString()).start()) {
            running.awaitThat("the first line is there", () -> running.out().equals("now\n"));
            Files.createFile(gate);
            Invocation.Ended ended = running.awaitEnd();
            assertEquals("now\nlater\n", ended.out());
            assertEquals(0, ended.exit(), ended.err());
        }
    }

    @Test
    void withoutAServerItSaysWhereItLooked() throws IOException {
        Path nowhere = directory.resolve("nowhere");
        Invocation.Ended ended = Invocation.of(Distribution.bin("reservectl"), "--data", nowhere.toString(), "status").run();
        assertEquals(69, ended.exit());
        assertTrue(ended.err().startsWith("reservectl: no server answers on " + nowhere.resolve("admin/admin.sock")), ended.err());
        assertEquals("", ended.out());
    }

    private Invocation ctl(String... words) {
        List<String> command = new ArrayList<>(List.of(Distribution.bin("reservectl"), "--data", server.data().toString()));
        command.addAll(List.of(words));
        return Invocation.of(command);
    }
}
