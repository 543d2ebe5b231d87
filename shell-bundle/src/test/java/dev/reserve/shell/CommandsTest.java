package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.core.admin.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands in Gogo, with a core that only remembers what it was asked for.
@Timeout(60)
final class CommandsTest {

    @TempDir
    private Path directory;

    private final CommandProcessorImpl gogo = new CommandProcessorImpl();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final FakeFolder folder = new FakeFolder();
    private final AtomicInteger stops = new AtomicInteger();
    private Status status = Statuses.busy();
    private @Nullable CommandSession session;

    @BeforeEach
    void open() {
        Core core = new Core(() -> Optional.of(new FakeAdmin(() -> status)), () -> Optional.of(folder), List::of);
        ReserveCommands
                .of(core, new AuditLog(directory.resolve("audit.log")), new Logging(Optional::empty, _ -> {}),
                        new Ending(() -> stops.incrementAndGet()), List.of(),
                        new Configured(Optional::empty), name -> "told of " + name)
                .all()
                .forEach(command -> gogo.addCommand(command.scope(), command, command.function()));
        gogo.addCommand("reserve", new SampleCommands(), "say");
        gogo.addCommand("other", new SampleCommands(), "list");
        session = gogo.createSession(new ByteArrayInputStream(new byte[0]), printed, printed);
        session.put("SCOPE", "reserve:*");
        session.currentDir(directory);
    }

    @AfterEach
    void close() {
        gogo.stop();
    }

    private String run(String line) throws Exception {
        Object result = Objects.requireNonNull(session).execute(line);
        return result == null ? "" : result.toString();
    }

    private CommandFailure fail(String line) {
        return assertThrows(CommandFailure.class, () -> run(line));
    }

    @Test
    void theHelpTellsOfEachCommandAndOfThoseOfOthers() throws Exception {
        String help = run("help");
        assertTrue(help.contains("\n  rollback     goes back to the version before the current one, or ends the canary\n"), help);
        assertTrue(help.contains("more\n  say          told of reserve:say\n"), help);
        assertTrue(help.contains("of other bundles\n  other:list\n"), help);
        assertEquals(run("bind --help"), run("help bind"));
        assertEquals(run("bind --help"), run("help reserve:bind"));
        assertEquals(64, fail("help nonsense").code());
        assertTrue(JsonParser.parseString(run("help --json")).getAsJsonArray().size() > 20);
        assertEquals("APP", JsonParser.parseString(run("help rollback --json")).getAsJsonObject().getAsJsonArray("arguments").get(0)
                .getAsJsonObject().get("name").getAsString());
    }

    @ParameterizedTest
    @CsvSource({"listeners, 2", "apps, 1", "versions, 1", "connections, 2", "leaks, 1", "journal, 2"})
    void eachListIsAnArrayForPrograms(String command, int elements) throws Exception {
        assertEquals(elements, JsonParser.parseString(run(command + " --json")).getAsJsonArray().size());
        assertFalse(run(command).isBlank());
    }

    @Test
    void connectionsAreChosenByAppListenerAndNumber() throws Exception {
        assertTrue(run("connections --app echo").contains("10.0.0.7") && !run("connections --app echo").contains("x.sock"));
        assertTrue(run("connections --listener local").contains("x.sock"));
        assertTrue(run("connections --limit 1").endsWith("and 1 more"), run("connections --limit 1"));
    }

    @Test
    void whatIsMeasuredIsADocument() throws Exception {
        var load = JsonParser.parseString(run("top --json --seconds 0.001")).getAsJsonObject();
        assertEquals("echo", load.getAsJsonArray("versions").get(0).getAsJsonObject().get("app").getAsString());
        assertTrue(load.get("heapBytes").getAsLong() > 0);
    }

    @Test
    void watchRunsACommandAsOftenAsAsked() throws Exception {
        run("watch --count 3 --seconds 0.001 say 'a  b'");
        String out = printed.toString(StandardCharsets.UTF_8);
        assertEquals(3, out.lines().filter("a  b"::equals).count(), out);
        printed.reset();
        run("watch --count 2 --seconds 0.001 { listeners }");
        assertEquals(2, printed.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("LISTENER")).count());
        printed.reset();
        run("watch --count 2 --seconds 0.001 --json versions echo");
        run("watch --count 1 --json 'versions echo'");
        String documents = printed.toString(StandardCharsets.UTF_8);
        assertEquals(3, documents.split("\\}\\R(?=\\{)", -1).length, documents);
        assertTrue(documents.startsWith("{") && documents.endsWith("}\n"), documents);
        assertEquals(64, fail("watch --count 0 listeners").code());
        assertEquals(64, fail("watch").code());
        assertEquals(64, fail("watch --count 2 rollback").code(), "a command that fails ends it");
    }

    @Test
    void aFileIsDeployedUnderItsOwnOrAnotherName() throws Exception {
        Path file = Files.writeString(directory.resolve("shop.jar"), "x");
        assertEquals("shop.jar is deployed, SHA-256 " + FakeFolder.SHA256, run("deploy shop.jar"));
        run("deploy --as other.jar " + file);
        assertEquals(List.of("put " + file + " shop.jar", "put " + file + " other.jar"), folder.asked());
    }

    @Test
    void whoWaitsLearnsWhatBecameOfIt() throws Exception {
        Files.writeString(directory.resolve("echo.jar"), "x");
        status = withArtifact("current", null, "current");
        assertEquals("echo.jar: version ab12cd34-1 is current, past probation", run("deploy echo.jar --wait=settled"));
        status = withArtifact("rejected", "no manifest", "rejected");
        CommandFailure rejected = fail("deploy echo.jar --wait");
        assertEquals(1, rejected.code());
        assertEquals("echo.jar: no manifest", rejected.getMessage());
        status = withArtifact("admitting", null, "launched");
        CommandFailure late = fail("deploy echo.jar --wait --timeout 0.01");
        assertEquals(75, late.code());
        assertEquals("echo.jar: not current after 0.01 s: it is being looked at", late.getMessage());
        status = withArtifact("waiting", "nobody asks for it", "retired");
        assertEquals(1, fail("deploy echo.jar --wait --timeout 0.01").code());
    }

    private static Status withArtifact(String state, @Nullable String reason, String version) {
        Status.Version launched = new Status.Version("ab12cd34-1", "echo.jar", "1.0.0", List.of(), version, Statuses.SINCE, 0, 0, 0, 0,
                null);
        return new Status(Statuses.busy().server(), List.of(), List.of(new Status.App("echo", List.of(launched))),
                List.of(new Status.Artifact("echo.jar", state, FakeFolder.SHA256, "1.0.0", List.of("echo"), reason)), List.of(), List.of(),
                List.of(), List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "deploy nothing.jar           | 69 | there is no such file or folder",
        "deploy x.cfg --wait          | 64 | has no version to wait for",
        "deploy x.cfg --timeout 3     | 64 | there is nothing to wait for",
        "undeploy other.jar           | 69 | there is no other.jar in /srv/deploy; expected one of broken.jar, echo.jar",
        "undeploy echo                | 69 | the app echo comes from echo.jar",
        "undeploy a/b                 | 69 | there is no a/b",
        "bind nowhere echo            | 69 | there is no listener nowhere; expected one of web, local",
        "bind web echo --name new     | 1  | listener web has the binding main already",
        "bind web                     | 64 | APP is missing",
        "unbind nothing               | 69 | there is no binding nothing; expected one of main",
        "versions nobody              | 69 | expected one of echo",
        "connections --app nobody     | 69 | there is no app nobody; expected one of echo",
        "connections --listener none  | 69 | there is no listener none; expected one of web, local",
        "leaks --explain 7            | 69 | leak 7 has gone, or there was none",
        "rollback nobody              | 69 | there is no app nobody; expected one of echo",
        "promote nobody               | 69 | there is no app nobody",
        "canary nobody 7              | 69 | there is no app nobody",
        "drain nobody                 | 69 | there is no app nobody",
        "drain --off nobody           | 69 | there is no app nobody",
        "shutdown now                 | 64 | one argument too many: now",
        "config:list                  | 69 | Configuration Admin is not running"})
    void whatCannotBeDoneIsSaidWithWhatCould(String line, int code, String message) throws Exception {
        Files.writeString(directory.resolve("x.cfg"), "");
        CommandFailure failure = fail(line);
        assertEquals(code, failure.code(), failure.getMessage());
        assertTrue(failure.line().contains(message), failure.getMessage());
        assertEquals(0, stops.get());
    }

    @Test
    void aBindingIsWrittenAndWaitedFor() throws Exception {
        assertEquals("binding main: listener web is to be served by app echo", run("bind --name main web echo 'hello there' you"));
        assertEquals(List.of("bind main web echo [hello there, you]"), folder.asked());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rollback echo --json                 | version | e2",
        "promote --json echo                  | name    | echo",
        "canary echo 7 --json                 | state   | current",
        "drain echo --json                    | name    | echo",
        "bind --json --name main web echo 'hello there' you | listener | web",
        "deploy --json x.jar                  | state   | deployed",
        "deploy --json x.jar --as echo.jar --wait | state | current",
        "shutdown --json                      | state   | stopping"})
    void whatChangesSomethingTellsProgramsWhatCameOfIt(String line, String key, String value) throws Exception {
        Files.writeString(directory.resolve("x.jar"), "x");
        if (line.contains("--wait")) {
            status = withArtifact("current", null, "current");
        }
        assertEquals(value, JsonParser.parseString(run(line)).getAsJsonObject().get(key).getAsString());
    }

    @Test
    void helpNamesCommandsAsTheyAreTyped() throws Exception {
        List<String> names = new ArrayList<>();
        JsonParser.parseString(run("help --json")).getAsJsonArray()
                .forEach(each -> names.add(each.getAsJsonObject().get("name").getAsString()));
        assertTrue(names.containsAll(List.of("status", "config:list", "config:get")) && !names.contains("get"), names.toString());
        assertTrue(run("help get").startsWith("config:get: "));
        assertEquals(run("help config:get"), run("config:get --help"));
    }

    @Test
    void everyCommandCanSpeakToPrograms() throws Exception {
        List<String> dumb = new ArrayList<>();
        for (JsonElement each : JsonParser.parseString(run("help --json")).getAsJsonArray()) {
            JsonObject command = each.getAsJsonObject();
            if (command.getAsJsonArray("options").asList().stream()
                    .noneMatch(option -> option.getAsJsonObject().get("name").getAsString().equals("--json"))) {
                dumb.add(command.get("name").getAsString());
            }
        }
        assertEquals(List.of(), dumb);
    }

    @Test
    void shutdownStopsTheServer() throws Exception {
        assertEquals("the server is stopping", run("shutdown"));
        assertEquals(1, stops.get());
    }
}
