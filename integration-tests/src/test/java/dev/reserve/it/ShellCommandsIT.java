package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands of the shell. They share one server, which serves `echo` on `web` and has the listeners `shop`, `spare` and `mute` for what is deployed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellCommandsIT {

    private static final AppJar GOOD = AppJar.answering("shop", "good");

    private final Path directory;
    private final ServerProcess server;

    ShellCommandsIT(@TempDir Path directory) {
        this.directory = directory;
        this.server = ServerProcess.started(directory, "-b", "web=127.0.0.1:0", "-b", "shop=127.0.0.1:0", "-b", "spare=127.0.0.1:0", "-b",
                "mute=127.0.0.1:0", "echo");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Outcome run(String line) {
        return server.admin(line);
    }

    private String good(String line) {
        Outcome outcome = run(line);
        assertEquals(0, outcome.exit(), line + ": " + outcome.output());
        return outcome.output();
    }

    private Path jar(AppJar app, String name) throws IOException {
        return Files.write(directory.resolve(name), app.bytes());
    }

    @Test
    void aGoodJarIsDeployedServedAndRemoved() throws IOException {
        good("bind shop shop");
        String version = matched("app.jar: version (\\w+-\\d+) is current\\R?", good("deploy " + jar(GOOD, "app.jar") + " --wait"));
        assertEquals("good a", server.answer("shop", "a"));
        assertEquals(version, server.version("shop"));

        server.configure("reserve.app-shop.cfg", "probation.seconds=600", "probation.failures.min=1");
        server.awaitThat("the policy is in force", () -> good("config:list").contains("reserve.app-shop.cfg"));
        AppJar throwing = GOOD
                .launch("return (socket, client, server) -> { lines(socket).readLine(); throw new IllegalStateException(\"no\"); };");
        Path bad = jar(throwing, "bad.jar");
        String onProbation = matched("app.jar: version (\\w+-\\d+) is current, on probation\\R?",
                good("deploy --wait --as app.jar " + bad));
        assertEquals(onProbation, server.version("shop"));
        Outcome late = run("deploy --wait=settled --timeout 0.2 --as app.jar " + bad);
        assertEquals(75, late.exit(), late.output());
        assertTrue(late.output().startsWith("app.jar: not settled after 0.2 s: "), late.output());
        CompletableFuture<Outcome> waiting = CompletableFuture.supplyAsync(() -> run("deploy --wait=settled --as app.jar " + bad));
        try (Client client = server.connect("shop")) {
            client.send("a");
            assertTrue(client.receive().isEmpty());
        }
        Outcome rolledBack = waiting.join();
        assertEquals(1, rolledBack.exit(), rolledBack.output());
        assertTrue(rolledBack.output().startsWith("app.jar: rolled back: 1 of 1 connections failed") // as it happens, or looked at once more
                || rolledBack.output().startsWith("app.jar: rolled back before: 1 of 1"), rolledBack.output());
        assertEquals(version, server.version("shop"));
        Outcome again = run("deploy --wait --as app.jar " + bad);
        assertEquals(1, again.exit());
        assertTrue(again.output().startsWith("app.jar: rolled back before: 1 of 1 connections failed"), again.output());

        assertTrue(good("journal").contains("rolled-back"), "the journal");
        assertEquals("app.jar is removed\n", good("undeploy app.jar"));
        assertTrue(server.find("artifacts", "file", "app.jar").isEmpty());
        assertEquals("binding shop is removed\n", good("unbind shop"));
        assertFalse(Files.exists(server.deploy().resolve("reserve.binding-shop.cfg")));
    }

    @Test
    void aJarThatIsRejectedFailsWithTheReasonAndIsTriedAgainWhenDeployedAnew() throws IOException {
        good("bind spare frail");
        Path flag = directory.resolve("ready");
        AppJar frail = AppJar.answering("frail", "here")
                .launch("if (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + flag
                        + "\"))) throw new IllegalStateException(\"not ready\");"
                        + "return answering(\"here\");");
        Path jar = jar(frail, "frail.jar");
        Outcome rejected = run("deploy " + jar + " --wait");
        assertEquals(1, rejected.exit(), rejected.output());
        assertTrue(rejected.output().contains("frail.jar: the launch of app frail failed: java.lang.IllegalStateException: not ready"),
                rejected.output());
        Files.createFile(flag);
        matched("frail.jar: version (\\S+) is current, past probation\\R?", good("deploy " + jar + " --wait=settled"));
        assertEquals("here a", server.answer("spare", "a"));
        Files.writeString(directory.resolve("junk.jar"), "no zip");
        Outcome junk = run("deploy " + directory.resolve("junk.jar") + " --wait");
        assertEquals("junk.jar: not a whole jar: zip END header not found", junk.output());
        good("undeploy junk.jar");
        good("undeploy frail.jar");
        good("unbind spare");
    }

    @Test
    void whatNobodyAsksForFailsToo() throws IOException {
        Outcome unused = run("deploy --wait " + jar(AppJar.answering("idle", "idle"), "idle.jar"));
        assertEquals(1, unused.exit(), unused.output());
        assertTrue(unused.output().startsWith("idle.jar: it is waiting: no listener is bound to app idle"), unused.output());
        good("undeploy idle.jar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "two words", "it's", "\"quoted\"", "c:\\dir\\", "$x ${user.home} $(y)", "{a}", "a=b # c ! :", " ",
        "ünïcödé ☃", "-x --name"})
    void aBindingHasItsArgumentsAsTheyWereGiven(String argument) {
        good("bind mute echo '" + argument.replace("'", "'\\''") + "' last");
        JsonObject binding = server.find("bindings", "name", "mute").orElseThrow();
        assertEquals(argument, binding.getAsJsonArray("args").get(0).getAsString());
        assertEquals("active", binding.get("state").getAsString());
        assertEquals("binding mute is removed\n", good("unbind mute"));
        assertTrue(server.find("bindings", "name", "mute").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rollback                   | 64 | rollback: APP is missing, the name of the app; usage: rollback [--json] APP",
        "rollback a b               | 64 | one argument too many: b",
        "status --yaml              | 64 | there is no option --yaml; expected --json, --help",
        "canary echo ten            | 64 | PERCENT is ten; expected a whole number from 0 to 99",
        "bind web                   | 64 | APP is missing",
        "bind web http --tls c k    | 64 | there is no option --tls; expected --json, --name NAME, --drain-timeout SECONDS, --help, or -- and then ARG…",
        "bind nowhere echo          | 69 | there is no listener nowhere; expected one of web, shop, spare, mute",
        "bind --name ../x web echo  | 64 | expected a name of letters",
        "unbind nothing             | 69 | there is no binding nothing",
        "deploy /no/such.jar        | 69 | /no/such.jar: there is no such file or folder",
        "deploy /etc/passwd --wait=x| 64 | expected --wait or --wait=settled",
        "undeploy none.jar          | 69 | there is no none.jar in",
        "undeploy ../log            | 69 | there is no ../log in",
        "versions nobody            | 69 | no version of an app nobody has been launched; expected one of",
        "connections --limit 0      | 64 | --limit is 0; expected a whole number from 1",
        "top --seconds soon         | 64 | expected a number of seconds, such as 30 or 0.5",
        "watch                      | 64 | COMMAND is missing",
        "help nonsense              | 64 | there is no command 'nonsense'",
        "config:get nothing         | 69 | there is no configuration nothing; config:list shows",
        "diag /tmp                  | 1  | /tmp is a directory; expected the name of a file",
        "refresh                    | 64 | refresh: no bundle is given; expected ids or symbolic names",
        "stop                       | 64 | stop: no bundle is given",
        "drain nobody               | 69 | there is no app nobody; expected one of",
        "connections --app nobody   | 69 | there is no app nobody; expected one of",
        "shutdown now               | 64 | one argument too many: now",
        "rollback echo              | 1  | there is nothing to go back to"})
    void badInputIsRefusedWithWhatWasExpected(String line, int code, String message) {
        Outcome outcome = run(line);
        assertEquals(code, outcome.exit(), outcome.output());
        assertTrue(outcome.output().contains(message), outcome.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "exit 3", "quit", "gosh:exit", "felix:shutdown", "stop 0", "felix:stop 0", "stop -t 0",
        "stop system.bundle",
        "felix:update 0", "update dev.reserve.core", "felix:uninstall 0", "refresh 0", "stop dev.reserve.core", "frameworklevel 1"})
    void nothingEndsTheServerByTheWay(String line) {
        Outcome outcome = run(line);
        assertEquals(1, outcome.exit(), outcome.output());
        assertTrue(outcome.output().endsWith("reserve:shutdown ends the server"), outcome.output());
        assertEquals("serving", server.status().getAsJsonObject("server").get("state").getAsString());
    }

    @Test
    void openConnectionsAreShownWithTheirStacks() throws IOException {
        try (Client client = server.connect("web")) {
            client.exchange("hello");
            JsonObject seen = array("connections --listener web --stack --json").get(0).getAsJsonObject();
            assertTrue(seen.get("peer").getAsString().startsWith("127.0.0.1:"), seen.toString());
            assertEquals("echo", seen.get("app").getAsString());
            assertEquals(server.version("web"), seen.get("version").getAsString());
            assertEquals(6, seen.get("received").getAsInt());
            assertTrue(seen.getAsJsonArray("stack").toString().contains("echo"), seen.toString());
            assertTrue(good("connections --app echo").contains("handled"));
        }
        server.awaitThat("the connection is gone", () -> good("connections --listener web").equals("no open connections\n"));
    }

    @Test
    void whatIsShownIsShownForProgramsToo() {
        assertEquals(Set.of("web", "shop", "spare", "mute"), names(array("listeners --json"), "name"));
        assertTrue(names(array("apps --json"), "name").contains("echo"));
        assertTrue(names(array("versions --json"), "name").contains("echo"));
        assertTrue(names(array("journal --json"), "kind").contains("current"));
        assertTrue(names(array("help --json"), "name").containsAll(Set.of("deploy", "shutdown", "help")));
        assertTrue(array("config:list --json").isJsonArray());
        JsonObject top = JsonParser.parseString(good("top --json --seconds 0.01")).getAsJsonObject();
        assertTrue(top.get("descriptors").getAsLong() > 0 && top.get("heapBytes").getAsLong() > 0, top.toString());
        assertTrue(
                good("listeners").startsWith("LISTENER") && good("apps").startsWith("APP") && good("top --seconds 0.01").startsWith("cpu"));
    }

    @Test
    void everyCommandTellsItsUse() {
        String help = good("help");
        for (String name : names(array("help --json"), "name")) {
            assertTrue(help.contains("  " + name + " ") || help.contains(":" + name + " ") || name.equals("help"), name + ": " + help);
        }
        assertTrue(help.contains("felix:lb") && help.contains("scr:list"), help);
        assertEquals(good("bind --help"), good("help bind"));
        assertTrue(good("help lb").contains("list all installed bundles"));
    }

    @Test
    void felixOwnCommandsWorkBesides() {
        String echo = matched("(?s).*\\R *(\\d+)\\|Active[^\\n]*Reserve: core.*", good("lb"));
        assertTrue(good("headers " + echo).contains("Bundle-SymbolicName = dev.reserve.core"));
        assertTrue(good("inspect cap service " + echo).contains("dev.reserve.core.admin.Admin"));
        assertEquals(0, run("scr:list").exit());
        String chat = matched("Bundle ID: (\\d+)\\s*", good("install " + Distribution.home().resolve("apps/chat.jar").toUri()));
        good("start " + chat);
        assertTrue(good("lb -s").contains("dev.reserve.example.chat"));
        good("stop " + chat);
        good("uninstall " + chat);
        assertFalse(good("lb -s").contains("dev.reserve.example.chat"));
    }

    @Test
    void configurationIsShownWithoutSecrets() {
        server.configure("reserve.app-other.cfg", "probation.seconds=7");
        server.configure("test.secrets.cfg", "db.password=hunter2", "colour=blue");
        server.awaitThat("it is there", () -> run("config:get test.secrets").exit() == 0);
        String shown = good("config:get test.secrets");
        assertTrue(shown.contains("blue") && !shown.contains("hunter2"), shown);
        assertTrue(good("config:list").contains("test.secrets"));
    }

    @Test
    void whatIsChangedByHandIsNotedWithTheUser() throws IOException {
        good("canary echo 0");
        good("status");
        Path log = server.data().resolve("audit.log");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
        List<JsonObject> entries = Files.readAllLines(log).stream().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
        JsonObject canary = entries.stream().filter(entry -> entry.get("line").getAsString().equals("canary echo 0")).findFirst()
                .orElseThrow();
        assertEquals(Files.getAttribute(log, "unix:uid"), canary.get("uid").getAsInt());
        assertEquals(Files.getOwner(log).getName(), canary.get("user").getAsString());
        assertTrue(entries.stream().noneMatch(entry -> entry.get("line").getAsString().equals("status")));
        assertTrue(good("journal").contains("line=\"canary echo 0\""));
    }

    @Test
    void theArchiveHasWhatHelpsAndNoSecrets() throws IOException {
        server.configure("test.archive.cfg", "api.token=hunter3", "colour=red");
        good("bind mute echo -- --db-password hunter4 --token=hunter5");
        Path file = directory.resolve("diag.zip");
        assertEquals(file + "\n", good("diag " + file));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (String name : List.of("status.json", "status.txt", "journal.txt", "threads.txt", "bundles.txt", "jvm.txt",
                    "process/status.txt")) {
                assertFalse(text(zip, name).startsWith("not available"), name + ": " + text(zip, name));
            }
            assertEquals("api.token=***\ncolour=red\n", text(zip, "configuration/test.archive.cfg"));
            assertTrue(text(zip, "threads.txt").contains("accept-web"));
            assertTrue(text(zip, "status.txt").contains("--db-password ***"), text(zip, "status.txt"));
            for (ZipEntry each : Collections.list(zip.entries())) {
                assertFalse(text(zip, each.getName()).contains("hunter"), each.getName());
            }
        }
        good("unbind mute");
        assertEquals(1, run("diag " + file).exit(), "it is there already");
        assertTrue(JsonParser.parseString(good("diag --json")).getAsJsonObject().get("file").getAsString()
                .startsWith(server.data().resolve("diag-").toString()));
    }

    private static String text(ZipFile zip, String name) throws IOException {
        return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void watchShowsACommandSeveralTimes() {
        assertEquals(3, good("watch --count 3 --seconds 0.01 listeners").lines().filter(line -> line.startsWith("LISTENER")).count());
        assertEquals(2,
                good("watch --count 2 --seconds 0.01 'lb \"Reserve: core\"'").lines().filter(line -> line.contains("|Active"))
                        .count());
    }

    @Test
    void shutdownEndsTheServer(@TempDir Path home) {
        try (ServerProcess ended = ServerProcess.started(home, "-b", "web=127.0.0.1:0", "echo")) {
            Outcome outcome = ended.ctl("shutdown");
            assertEquals(0, outcome.exit(), outcome.output());
            assertEquals("the server is stopping\n", outcome.output());
            assertEquals(0, ended.awaitExit());
        }
    }

    private JsonArray array(String line) {
        return JsonParser.parseString(good(line)).getAsJsonArray();
    }

    private static Set<String> names(JsonArray array, String key) {
        Set<String> names = new TreeSet<>();
        for (JsonElement each : array) {
            names.add(each.getAsJsonObject().get(key).getAsString());
        }
        return names;
    }

    private static String matched(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.matches(), text);
        return matcher.group(1);
    }

    /// The options and arguments of a row's commands are those that their help names, but for `--json`.
    @Test
    void theTablesOfTheGuideHaveAllCommandsAndTheirOptions() throws IOException {
        Set<String> commands = new TreeSet<>();
        for (String row : Guide.text("shell.md").lines().filter(line -> line.startsWith("| `")).toList()) {
            Set<String> named = code(row.substring(0, row.indexOf(" | "))).map(usage -> usage.split(" ", -1)[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            String help = named.stream().map(command -> good("help " + command).lines().skip(2).findFirst().orElseThrow())
                    .collect(Collectors.joining(" "));
            Set<String> missing = words(help);
            missing.removeAll(words(code(row).collect(Collectors.joining(" "))));
            missing.remove("--json");
            assertEquals(Set.of(), missing, row);
            Set<String> unknown = words(code(row.substring(0, row.indexOf(" | "))).collect(Collectors.joining(" ")));
            unknown.removeAll(words(help));
            assertEquals(Set.of(), unknown, row);
            commands.addAll(named);
        }
        code(Guide.text("shell.md")).map(usage -> usage.split(" ", -1)[0]).forEach(commands::add);
        List<String> missing = good("help").lines().takeWhile(line -> !line.equals("of other bundles"))
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().split(" ", -1)[0]).filter(command -> !commands.contains(command)).toList();
        assertEquals(List.of(), missing);
    }

    /// What is in the middle of the text of whatever page. What they are for is not there; that they are typed well is what is looked at.
    @Test
    void theCommandsInTheTextOfTheGuideAreUnderstood() throws IOException {
        Set<String> lines = new TreeSet<>();
        try (Stream<Path> pages = Files.list(Distribution.checkout().resolve("docs"))) {
            for (Path page : pages.filter(each -> each.toString().endsWith(".md")).toList()) {
                code(Files.readString(page)).filter(each -> each.matches("(\\./)?reservectl [a-z].*") && !each.contains(" new app"))
                        .map(each -> each.replaceFirst(".*?reservectl ", "")).forEach(lines::add);
            }
        }
        assertTrue(lines.containsAll(Set.of("status", "drain --off APP", "leaks --explain N")), lines::toString);
        for (String line : lines) {
            Outcome outcome = run(
                    !line.contains(" ") ? "help " + line : line.replace("APP", "nobody").replace("PERCENT", "1").replaceFirst("N$", "1"));
            assertTrue(outcome.exit() != 64, () -> line + ": " + outcome.output());
        }
    }

    private static Stream<String> code(String markdown) {
        return Pattern.compile("`([^`\n]+)`").matcher(markdown).results().map(found -> found.group(1));
    }

    private static Set<String> words(String usage) {
        return Pattern.compile("--[a-z-]+|\\b[A-Z]{2,}\\b").matcher(usage).results().map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
