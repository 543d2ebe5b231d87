package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.socket.ListenAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptionsTest {
    private static final Path BASE = Path.of("/srv/base");

    @Test
    void sdlaunchReadsItsOptionsUpToTheCommand() throws Exit {
        SdlaunchOptions options = sdlaunch("-b", "web=[::]:80", "-b127.0.0.1:81", "--bind=./x.sock", "--backlog", "7", "-d", "-p", "pid",
                "cmd", "-d", "--");

        assertEquals(List.of("[::]:80", "127.0.0.1:81", "./x.sock"), options.addresses().stream().map(ListenAddress::toString).toList());
        assertEquals(Optional.of("web"), options.addresses().getFirst().name());
        assertEquals(7, options.backlog());
        assertTrue(options.daemon());
        assertEquals("pid", options.pidFile());
        assertEquals(9, options.command());
    }

    @Test
    void twoDashesEndTheOptions() throws Exit {
        assertEquals(1, sdlaunch("--", "--backlog").command());
        assertEquals(4096, sdlaunch("--", "-d").backlog());
    }

    @Test
    void sdlaunchNeedsACommand() {
        assertUsage("no COMMAND; expected sdlaunch [OPTION...] [--] COMMAND [ARG...]", () -> sdlaunch("-b", "[::]:80"));
        assertUsage("no COMMAND; expected sdlaunch [OPTION...] [--] COMMAND [ARG...]", () -> sdlaunch("-d", "--"));
    }

    @Test
    void wrongOptionsSayWhatWasExpected() {
        assertUsage("unknown option -x", () -> sdlaunch("-x", "cmd"));
        assertUsage("unknown option --nope", () -> sdlaunch("--nope=1", "cmd"));
        assertUsage("-b: no value; expected [NAME=]ADDRESS", () -> sdlaunch("-b"));
        assertUsage("--backlog many: expected a positive number", () -> sdlaunch("--backlog=many", "cmd"));
        assertUsage("--backlog 0: expected a positive number", () -> sdlaunch("--backlog", "0", "cmd"));
        assertUsage("-d takes no value, and 'p' was given", () -> sdlaunch("-dp", "cmd"));
        assertUsage("--bind x:y: the port is 'y'; expected a number from 0 to 65535", () -> sdlaunch("--bind", "x:y", "cmd"));
    }

    @Test
    void jarsAreWatchedForDevelopmentAlone() throws Exit {
        ReserveOptions options = reserve(Map.of(), "--dev", "--watch", "/a/target/*.jar", "--watch=/b/x/../b.jar", "http");
        assertTrue(options.dev());
        assertEquals(List.of(Path.of("/a/target/*.jar"), Path.of("/b/b.jar")), options.watch());
        assertEquals(false, reserve(Map.of()).dev());
        assertUsage("--watch without --dev; expected both: a server that others use is given jars by reservectl deploy",
                () -> reserve(Map.of(), "--watch", "a.jar"));
        assertUsage("--watch 'target/[.jar': Missing ']; expected a jar, a pattern such as 'target/*.jar', or a folder",
                () -> reserve(Map.of(), "--dev", "--watch", "target/[.jar"));
        assertUsage("--watch '': expected a jar, a pattern such as 'target/*.jar', or a folder",
                () -> reserve(Map.of(), "--dev", "--watch", ""));
    }

    @Test
    void helpAndVersionEndWithZero() {
        assertEquals(Exit.OK, assertThrows(Exit.class, () -> sdlaunch("--help")).code());
        assertEquals(Exit.OK, assertThrows(Exit.class, () -> reserve(Map.of(), "--version")).code());
        assertEquals(Exit.OK, assertThrows(Exit.class, () -> reservectl("--help")).code());
    }

    @Test
    void reserveWithoutArgumentsHasNoApp() throws Exit {
        ReserveOptions options = reserve(Map.of());

        assertNull(options.app());
        assertEquals(Path.of("/srv/base/deploy"), options.deploy());
        assertEquals(Path.of("/srv/base/data"), options.data());
    }

    @Test
    void theDataDirectoryComesFromTheOptionThenTheEnvironment() throws Exit {
        assertEquals(Path.of("/var/lib/reserve"), reserve(Map.of("RESERVE_DATA", "/var/lib/reserve")).data());
        assertEquals(Path.of("/x"), reserve(Map.of("RESERVE_DATA", "/var/lib/reserve"), "--data=/x").data());
        assertUsage("--deploy: the directory is empty; expected a path", () -> reserve(Map.of(), "--deploy", ""));
    }

    @Test
    void optionsAfterTheAppAreTheApps() throws Exit {
        ReserveOptions options = reserve(Map.of(), "--deploy", "/d", "echo", "-b", "x", "--", "");

        assertEquals("echo", options.app());
        assertEquals(List.of("-b", "x", "--", ""), options.args());
        assertTrue(options.addresses().isEmpty());
    }

    @Test
    void aLeadingWordAppIsSkipped() throws Exit {
        assertEquals("http", reserve(Map.of(), "app", "http", "wsgi").app());
        assertEquals("app", reserve(Map.of(), "app", "app").app());
        assertUsage("app: no name; expected reserve app APP [ARG...]", () -> reserve(Map.of(), "app"));
    }

    @Test
    void reservectlTakesOneWordAsAWholeLineAndQuotesSeveral() throws Exit {
        assertEquals("lb | grep 'a b'", reservectl("lb | grep 'a b'").line());
        assertEquals("status --json", reservectl("status", "--json").line());
        assertEquals("echo 'a b' '' '$x' 'it'\\''s' a=b", reservectl("echo", "a b", "", "$x", "it's", "a=b").line());
        assertUsage("COMMAND has more than one line; expected one", () -> reservectl("a\nb"));
        assertNull(reservectl("--data", "x").line());
    }

    @Test
    void reservectlTakesACommandOrAFileOfThem() throws Exit {
        assertEquals("a.gogo", reservectl("-f", "a.gogo").script());
        assertEquals("-", reservectl("--file=-").script());
        assertNull(reservectl("-fa.gogo").line());
        assertNull(reservectl("status").script());
        assertNull(reservectl().script());
        assertUsage("-f: the file is empty; expected a path, or - for standard input", () -> reservectl("-f", ""));
        assertUsage("-f: no value; expected a file, or - for standard input", () -> reservectl("-f"));
        assertUsage("both -f and the COMMAND status; expected one of them", () -> reservectl("-f", "a.gogo", "status"));
        assertUsage("new: found nothing more; expected reservectl new app DIR [--package NAME] [--http]", () -> reservectl("new"));
    }

    private static SdlaunchOptions sdlaunch(String... words) throws Exit {
        return SdlaunchOptions.parse(List.of(words));
    }

    private static ReserveOptions reserve(Map<String, String> environment, String... words) throws Exit {
        return ReserveOptions.parse(List.of(words), BASE, environment);
    }

    private static ReservectlOptions reservectl(String... words) throws Exit {
        return ReservectlOptions.parse(List.of(words), BASE, Map.of());
    }

    private static void assertUsage(String message, Executable parse) {
        Exit exit = assertThrows(Exit.class, parse);
        assertEquals(message, exit.getMessage());
        assertEquals(Exit.USAGE, exit.code());
    }
}
