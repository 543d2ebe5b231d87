package dev.reserve.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Configuration files with mistakes, in one server: what is said of them, and that the last good one holds.
class ConfigurationIT {

    private static final String BINDING = "reserve.binding-web.cfg";

    @TempDir
    private static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void start() {
        List<String> command = new ArrayList<>(Peer.unprivileged()); // it is not to read what nobody may read
        command.addAll(ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0", "-b", "http=127.0.0.1:0"));
        server = ServerProcess.start(directory, command, Map.of("GREETING", "hello")).awaitServing();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void empty() throws IOException {
        try (var files = Files.newDirectoryStream(server.deploy())) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        server.awaitThat("no file is left in the status", () -> server.status().getAsJsonArray("configuration").isEmpty());
    }

    private static void write(String file, String text, Charset charset) throws IOException {
        Files.writeString(server.deploy().resolve(file), text, charset);
    }

    private static void await(String file, String state, String reason) {
        server.awaitThat(file + " is " + state + " " + reason, () -> server.find("configuration", "file", file)
                .filter(each -> each.get("state").getAsString().equals(state)
                        && (each.get("reason").isJsonNull() ? "" : each.get("reason").getAsString()).equals(reason))
                .isPresent());
    }

    private static long logged(String text) {
        return Pattern.compile(Pattern.quote(text)).matcher(server.log()).results().count();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "reserve.cfg | launch.timeout.seconds=17 | launch.timout.seconds=17 | unknown key launch.timout.seconds (did you mean launch.timeout.seconds?)",
        "reserve.app-shop.cfg | canary.percent=5 | canary.percent=100 | canary.percent=100; expected a whole number from 0 to 99",
        "reserve.listener-web.cfg | park.timeout.seconds=5 | park.timeout.seconds=5s | park.timeout.seconds=5s; expected a number of seconds, such as 30 or 0.5",
        "reserve.binding-x.cfg | listener=none;app=echo | listener=none;ap=echo | unknown key ap (did you mean app?)",
        "reserve.mount-m.cfg | path=/m | path=m | path=m; expected a path that begins with /, without . and .. in it, such as /shop",
        "reserve.http.cfg | body.bytes=10M | body.bytes=much | body.bytes=much; expected a number of bytes from 0 to 1099511627776, such as 8192, 64K or 10M"})
    void theFileTheLineTheKeyAndWhatWasExpectedAreSaidOnce(String file, String good, String bad, String problem) {
        server.configure(file, good.split(";", -1));
        await(file, "active", "");
        String mistake = bad.substring(bad.indexOf(';') + 1);
        List<String> lines = new ArrayList<>(List.of("# a comment", ""));
        lines.addAll(List.of(bad.split(";", -1)));
        int line = lines.indexOf(mistake) + 1;
        server.configure(file, lines.toArray(String[]::new));
        await(file, "invalid", "line " + line + ": " + problem);
        String warning = file + ", line " + line + ": " + problem + "; the last good configuration holds";
        server.awaitLog(warning);
        server.configure(file, good.split(";", -1));
        await(file, "active", "");
        server.awaitLog(file + " is good again");
        assertEquals(1, logged(warning), server.log());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "listener=web;app=echo;args=x;args=y | line 4: the key args is there a second time, after line 3; expected it once",
        "listener=web;app=echo;args=C:\\dir | line 3: \\d in C:\\dir means nothing; expected \\\\ for a backslash",
        "listener=web;app=echo;args=\\u12 | line 3: \\u12 in \\u12; expected \\u and four hexadecimal digits, such as \\u00e4",
        "listener=web;app=echo;\\ args=x | line 3: unknown key ' args' (did you mean args?)",
        "listener=web;app=echo;args='x | line 3: args: the quote ' at column 1 is not closed in: 'x",
        "listener=web;app=echo;args=Gr\u00fc\u00dfe | line 3: the byte 0xFC is not UTF-8; expected a file in UTF-8",
        "listener=web | the key app is missing; expected app=NAME",
        "drain.timeout.seconds=-1;lissener=web;app=echo | line 1: drain.timeout.seconds=-1; expected a number of seconds, such as 30 or 0.5;"
                + " line 2: unknown key lissener (did you mean listener?)"})
    void whateverBecomesOfAFileItsLastGoodStateServes(String text, String reason) throws IOException {
        server.configure(BINDING, " listener = web ", "app: echo", "args ${env:GREETING}");
        awaitGreeting();
        write(BINDING, text.replace(';', '\n'), ISO_8859_1);
        await(BINDING, "invalid", reason);
        assertEquals(BINDING + (reason.startsWith("line") ? ", " : ": ") + reason,
                server.find("bindings", "name", "web").orElseThrow().get("reason").getAsString());
        awaitGreeting();
    }

    /// Felix's own format, which FileInstall reads.
    @Test
    void aMistakeInATypedFileIsSaidWithItsLineToo() throws IOException {
        server.configure("reserve.binding-web.config", "listener=\"web\"", "app=\"echo\"", "args=[\"hello\"]");
        awaitGreeting();
        await("reserve.binding-web.config", "active", "");
        server.configure("reserve.binding-web.config", "listener=\"web\"", "app=\"echo\"", "arg=\"hello\"");
        await("reserve.binding-web.config", "invalid", "line 3: unknown key arg (did you mean args?)");
        awaitGreeting();
    }

    @Test
    void anEmptyFileIsNotTakenForDefaults() throws IOException {
        server.configure(BINDING, "listener=web", "app=echo", "args=hello");
        awaitGreeting();
        write(BINDING, "", UTF_8);
        await(BINDING, "invalid", "the file is empty; expected lines KEY=VALUE, or a line that begins with # to have all defaults");
        awaitGreeting();
    }

    @Test
    void aFileThatCannotBeReadIsReadOnceItCan() throws IOException {
        server.configure(BINDING, "listener=web", "app=echo", "args=hello");
        awaitGreeting();
        Path part = server.deploy().resolve(BINDING + ".part");
        Files.writeString(part, "listener=web\napp=echo\nargs=hello # again\n");
        Files.setPosixFilePermissions(part, Set.of());
        Files.move(part, server.deploy().resolve(BINDING), StandardCopyOption.ATOMIC_MOVE); // otherwise it is gone for a moment
        await(BINDING, "invalid", "it cannot be read: AccessDenied; expected a file that the server's user may read");
        awaitGreeting();
        Files.setPosixFilePermissions(server.deploy().resolve(BINDING), PosixFilePermissions.fromString("rw-r--r--"));
        await(BINDING, "active", "");
        assertEquals(1, logged("it cannot be read: AccessDenied"), server.log());
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException {
        Path pipe = server.deploy().resolve("reserve.binding-pipe.cfg");
        assertEquals(0, ServerProcess.run(server.deploy(), List.of("mkfifo", pipe.toString()), Map.of()).exit());
        await("reserve.binding-pipe.cfg", "invalid",
                "it cannot be read: it is not a regular file; expected a file that the server's user may read");
        server.configure(BINDING, "listener=web", "app=echo", "args=hello");
        awaitGreeting();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "reserve.bindng-x.cfg | there is no such kind of file (did you mean reserve.binding-x.cfg?)",
        "resreve.binding-x.cfg | there is no such kind of file (did you mean reserve.binding-x.cfg?)",
        "Reserve.Http.cfg | there is no such kind of file (did you mean reserve.http.cfg?)",
        "reserve.http-x.cfg | there is no such file; expected reserve.http.cfg",
        "reserve.mount.cfg | there is no such file; expected reserve.mount-NAME.cfg"})
    void aFileOfAnUnknownNameIsNamedWithTheNearestKnownOne(String file, String reason) {
        server.configure(file, "listener=web", "app=echo");
        await(file, "unknown", reason);
        server.awaitLog("WARN  configuration " + file + ": " + reason);
        assertTrue(server.ctl("status").output().contains(reason), () -> server.ctl("status").output());
    }

    @Test
    void thePageOfTheConfigurationHasEveryKindOfFile() throws IOException {
        String page = Files.readString(Distribution.checkout().resolve("docs/configuration.md"));
        server.configure("reserve.something-else.cfg", "x=y");
        String begin = "there is no such kind of file; expected one of ";
        server.awaitLog(begin);
        String known = server.log().lines().filter(line -> line.contains(begin)).findFirst().orElseThrow().replaceFirst(".*" + begin, "");
        for (String file : known.split(", ", -1)) {
            assertTrue(page.contains(": `" + file + "`\n"), file);
        }
        assertTrue(known.contains("reserve.binding-NAME.cfg") && known.contains("reserve.http.cfg"), known);
    }

    /// What the guide shows in whole, and the settings of `http` that it speaks of.
    @Test
    void theListingsOfTheGuideHaveNoMistakes() throws IOException {
        List<String> listings = new ArrayList<>();
        try (var pages = Files.newDirectoryStream(Distribution.checkout().resolve("docs"), "*.md")) {
            for (Path page : pages) {
                Pattern.compile("(?m)^```properties\n(# deploy/(?s:.*?))^```$").matcher(Files.readString(page)).results()
                        .map(found -> found.group(1)).forEach(listings::add);
            }
        }
        Pattern.compile("`(?!host )([a-z.]+ = [^`]+)`").matcher(Guide.text("http.md")).results()
                .map(found -> "# deploy/reserve.http.cfg\n" + found.group(1) + "\n").forEach(listings::add);
        assertTrue(listings.size() > 10, listings::toString);
        for (String listing : listings) {
            String file = listing.lines().findFirst().orElseThrow().substring("# deploy/".length());
            write(file, listing, UTF_8);
            await(file, "active", "");
            empty();
        }
    }

    /// The bundle that has the settings, where Metatype's clients look for them.
    @ParameterizedTest
    @ValueSource(strings = {"dev.reserve.core.jar", "dev.reserve.http.jar"})
    void theBundlesDescribeTheirSettings(String bundle) throws IOException {
        try (var found = Files.find(Distribution.home(), 4, (path, _) -> path.endsWith(bundle))) {
            try (ZipFile jar = new ZipFile(found.findFirst().orElseThrow().toFile())) {
                assertTrue(jar.getEntry("OSGI-INF/metatype/reserve.xml") != null);
            }
        }
    }

    /// What `echo` says first is its argument.
    private static void awaitGreeting() {
        server.awaitThat("the binding serves", () -> {
            try (var client = server.connect("web")) {
                return client.receive().orElse("").equals("hello");
            }
        });
    }
}
