package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What apps log, and where it goes. One server, with an app that logs each line that it gets in all ways there are, and on a thread of its own.
class LoggingIT {

    private static final AppJar LOGGING = AppJar.answering("shop", "")
            .header("Import-Package",
                    "dev.reserve.app, org.osgi.framework, org.osgi.service.log;version=\"[1.4,2)\", org.slf4j;version=\"[2.0,3)\"")
            .launch("""
                    return (socket, client, server) -> {
                        String line = lines(socket).readLine();
                        org.slf4j.Logger slf4j = org.slf4j.LoggerFactory.getLogger("test.shop.Slf4j");
                        for (int i = line.startsWith("many") ? 500 : 1; i > 0; i--) {
                            slf4j.info("{}", line);
                        }
                        slf4j.debug("fine {}", line);
                        var context = org.osgi.framework.FrameworkUtil.getBundle(test.App.class).getBundleContext();
                        context.getService(context.getServiceReference(org.osgi.service.log.LoggerFactory.class))
                                .getLogger("test.shop.Osgi").info("{}", line);
                        System.getLogger("test.shop.System").log(System.Logger.Level.INFO, "{0}", line);
                        java.util.logging.Logger.getLogger("test.shop.Jul").warning(line);
                        Thread own = new Thread(() -> slf4j.error("threaded " + line, new IllegalStateException("for show")), "own");
                        own.start();
                        own.join();
                        say(socket, "logged");
                    };
                    """);

    private static Path directory;
    private static ServerProcess server;
    private static String version;
    private static boolean changed;

    @BeforeAll
    static void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Files.createDirectory(directory.resolve("etc"));
        write();
        changed = false;
        server = ServerProcess.start(directory, ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0", "shop"),
                Map.of("RESERVE_BASE", directory.toString())).awaitServing();
        LOGGING.dropInto(server.deploy(), "shop.jar");
        log("hello");
        version = server.version("web").substring(0, 8);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void asAtFirst() throws IOException {
        if (changed) {
            configure();
            changed = false;
        }
    }

    private static void log(String text) throws IOException {
        assertEquals("logged", server.answer("web", text));
    }

    private static Path write(String... lines) throws IOException {
        changed = true;
        return Files.write(directory.resolve("etc").resolve("logging.cfg"), List.of(lines));
    }

    /// Waits until it is in force.
    private static void configure(String... lines) throws IOException {
        long before = inForce();
        List<String> all = new ArrayList<>(List.of("# " + before));
        all.addAll(List.of(lines));
        write(all.toArray(String[]::new));
        server.awaitThat("the file is in force: " + all, () -> inForce() > before);
    }

    /// On whatever output it was said.
    private static long inForce() {
        return server.log().lines().filter(line -> line.contains("logging.cfg is in force")).count();
    }

    private static void awaitLine(String end) {
        server.awaitThat("a line ends with: " + end, () -> server.log().lines().anyMatch(line -> line.endsWith(end)));
    }

    @Test
    void whateverWayAnAppLogsTheLineHasItsNameAndItsVersion() throws IOException {
        log("one");
        awaitLine(" INFO  Slf4j one [shop " + version + "]");
        awaitLine(" INFO  Osgi one [shop " + version + "]");
        awaitLine(" INFO  System one [shop " + version + "]");
        awaitLine(" WARN  Jul one [shop " + version + "]");
        awaitLine(" ERROR Slf4j threaded one [shop " + version + "]");
        awaitLine("java.lang.IllegalStateException: for show");
        assertFalse(server.log().contains("fine one"), server.log());
        assertTrue(server.log().lines().anyMatch(line -> line.endsWith(" INFO  reserve serving")), server.log());
    }

    @Test
    void theLogServiceOfOsgiHasTheSameLines() throws IOException {
        log("eleven");
        List<String> all = ctl(0, "log", "debug").lines().toList();
        for (String line : List.of(" INFO - Bundle: test.shop - eleven", " WARNING - Bundle: test.shop - eleven",
                " ERROR - Bundle: test.shop - threaded eleven - java.lang.IllegalStateException: for show")) {
            assertTrue(all.stream().anyMatch(each -> each.endsWith(line)), () -> line + " is not in\n" + String.join("\n", all));
        }
        assertEquals(List.of("ERROR"), levelsOf(ctl(0, "log", "error")));
        assertEquals(List.of("ERROR", "WARNING"), levelsOf(ctl(0, "log", "warn")));
    }

    private static List<String> levelsOf(String log) {
        return Pattern.compile("^[0-9.]+ [0-9:]+ ([A-Z]+) - Bundle: ", Pattern.MULTILINE).matcher(log).results().map(line -> line.group(1))
                .distinct().sorted().toList();
    }

    @Test
    void anAppMaySayMoreThanOthersAndALoggerLess() throws IOException {
        configure("level=ERROR", "app.shop.level=DEBUG", "level.test.shop.Jul=ERROR", "level.reserve.log=INFO");
        log("two");
        awaitLine("DEBUG Slf4j fine two [shop " + version + "]");
        awaitLine("ERROR Slf4j threaded two [shop " + version + "]");
        assertFalse(server.log().contains("Jul two"), server.log());
    }

    @Test
    void aFileThatIsWrongIsToldAndTheLastGoodOneStaysInForce() throws IOException {
        configure("app.shop.level=DEBUG");
        Path file = write("level=INFO", "app.shop.level=LOUD", "secret=hush");
        awaitLine("WARN  log " + file
                + ": line 2: app.shop.level: \"LOUD\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF; the last good one stays in force");
        server.awaitLog("line 3: secret: is no key of this file; expected level, ");
        assertFalse(server.log().contains("hush"), server.log());
        log("three");
        awaitLine("DEBUG Slf4j fine three [shop " + version + "]");
        write("file=etc\0");
        server.awaitLog("line 1: file: ");
        write("file=" + directory);
        server.awaitLog("logging.cfg: file: " + directory + " cannot be opened: ");
    }

    @Test
    void jsonGoesToAFileThatIsKeptSmall() throws IOException {
        configure("stdout=json", "file=log/shop.log", "file.format=json", "file.size=100K", "file.count=2");
        log("many lines");
        log("many more");
        log("\"four\"\t\u2028");
        server.awaitThat("the last line is there",
                () -> json("log/shop.log").stream().anyMatch(line -> text(line).equals("threaded \"four\"\t\u2028")));
        JsonObject last = json("log/shop.log").getLast();
        assertEquals(List.of("ERROR", "test.shop.Slf4j", "shop", version, "own"),
                Stream.of("level", "logger", "app", "version", "thread").map(key -> last.get(key).getAsString()).toList());
        assertTrue(last.get("exception").getAsString().startsWith("java.lang.IllegalStateException: for show\n\tat "), last.toString());
        assertTrue(json("log/shop.log.1").size() > 100);
        assertFalse(Files.exists(server.data().resolve("log/shop.log.3")));
        for (String file : new String[]{"log/shop.log", "log/shop.log.1"}) {
            assertTrue(Files.size(server.data().resolve(file)) <= 100 << 10);
        }
        assertTrue(server.log().lines().anyMatch(line -> line.startsWith("{") && line.contains("\"message\":\"threaded \\\"four\\\"")),
                server.log());
    }

    @Test
    void aFileThatSomebodyHasRenamedIsOpenedAnewOnSighup() throws IOException {
        configure("file=renamed.log");
        Path file = server.data().resolve("renamed.log");
        log("five");
        server.awaitThat("it is written", () -> Files.readString(file).contains("Jul five"));
        Files.move(file, server.data().resolve("renamed.old"));
        server.signal("HUP");
        server.awaitThat("there is another", () -> Files.exists(file));
        log("six");
        server.awaitThat("it is in the new one", () -> Files.readString(file).contains("Jul six"));
        assertFalse(Files.readString(server.data().resolve("renamed.old")).contains("Jul six"));
    }

    @Test
    void aFullDiskIsToldAndDoesNoHarm() throws IOException {
        configure("file=/dev/full", "file.size=0");
        log("seven");
        server.awaitLog("the log to /dev/full cannot be written: java.io.IOException: No space left on device");
        log("eight");
        awaitLine("Jul eight [shop " + version + "]");
    }

    @Test
    void logsShowsLinesAndLevels() throws IOException {
        log("nine");
        server.awaitThat("it is shown", () -> ctl(0, "logs", "--app", "shop", "--level", "WARN", "--lines", "2").lines()
                .anyMatch(line -> line.endsWith(" WARN  Jul nine [shop " + version + "]")));
        JsonObject line = JsonParser.parseString(ctl(0, "logs", "--app", "shop", "--json", "--lines", "1")).getAsJsonObject();
        assertEquals("threaded nine", text(line));
        assertEquals("", ctl(0, "logs", "--set", "test.shop.Slf4j=DEBUG"));
        assertTrue(ctl(0, "logs", "--levels").lines().anyMatch(row -> row.matches("test\\.shop\\.Slf4j +DEBUG +this run")));
        log("ten");
        awaitLine("DEBUG Slf4j fine ten [shop " + version + "]");
        ctl(0, "logs", "--set", "test.shop.Slf4j=default");
        assertFalse(ctl(0, "logs", "--levels").contains("test.shop.Slf4j"));
        assertEquals("reservectl: \"LOUD\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF\n",
                ctl(64, "logs", "--level", "LOUD"));
        assertEquals("reservectl: --set x; expected LOGGER=LEVEL, root=LEVEL or app:NAME=LEVEL\n", ctl(64, "logs", "--set", "x"));
    }

    @Test
    void theGuideIsRight() throws IOException {
        String guide = Files.readString(Distribution.home().resolve("docs").resolve("logging.md"));
        for (String[] lines : blocks(guide, "properties")) {
            configure(lines);
        }
        List<String> commands = blocks(guide, "sh").stream().flatMap(Arrays::stream).toList();
        assertEquals(8, commands.size());
        for (String command : commands) {
            assertTrue(command.startsWith("./reservectl logs"), command);
            ctl(0, command.replaceFirst(" *#.*", "").replaceFirst("--for 5", "--for 0.01").substring("./reservectl ".length()).split(" ",
                    -1));
        }
        ctl(0, "logs", "--set", "app:shop=default");
    }

    @Test
    void nothingThatWasLoggedIsLostAtTheEnd(@TempDir Path other) throws IOException {
        try (ServerProcess ending = ServerProcess.started(other, "-b", "web=127.0.0.1:0", "shop")) {
            LOGGING.dropInto(ending.deploy(), "shop.jar");
            assertEquals("logged", ending.answer("web", "many lines"));
            ending.signal("TERM");
            assertEquals(0, ending.awaitExit());
            assertEquals(500, ending.log().lines().filter(line -> line.contains(" INFO  Slf4j many lines [shop ")).count());
            assertTrue(ending.log().lines().toList().getLast().endsWith(" INFO  reserve stopped"), ending.log());
        }
    }

    private static String ctl(int exit, String... arguments) {
        ServerProcess.Outcome outcome = server.ctl(arguments);
        assertEquals(exit, outcome.exit(), outcome.output());
        return outcome.output();
    }

    private static List<JsonObject> json(String file) throws IOException {
        return Files.readAllLines(server.data().resolve(file)).stream().map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static String text(JsonObject line) {
        return line.get("message").getAsString();
    }

    private static List<String[]> blocks(String guide, String language) {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        return block.results().map(each -> each.group(1).lines().toArray(String[]::new)).toList();
    }
}
