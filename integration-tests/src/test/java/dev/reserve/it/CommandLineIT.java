package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The options of the three commands.
class CommandLineIT {

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void helpGoesToStandardOutput(String command) throws IOException {
        Invocation.Ended ended = run(command, "--help");
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.out().startsWith("Usage: " + command + " "), ended.out());
        assertEquals("", ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void versionGoesToStandardOutput(String command) throws IOException {
        Invocation.Ended ended = run(command, "--version");
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.out().matches(command + " \\(Reserve\\) \\d+\\.\\d+\\.\\d+\\S*, Java \\d\\d.*\n"), ended.out());
        assertEquals("", ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void whatCannotBeWrittenIsAnError(String command) throws IOException {
        Invocation.Ended ended = Invocation.of("sh", "-c", "exec \"$0\" --help >/dev/full", Distribution.bin(command)).run();
        assertEquals(74, ended.exit(), ended.err());
        assertEquals(command + ": cannot write to standard output\n", ended.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void theGuideHasTheUsage(String command) throws IOException {
        List<String> usage = run(command, "--help").out().lines().takeWhile(line -> !line.isBlank())
                .map(line -> line.replaceFirst("^(Usage:| {6}) ", "./").replace("...", "…")).toList();
        List<String> shown = Guide.listings("launching.md", "sh").stream().filter(listing -> listing.startsWith("./" + command + " "))
                .flatMap(String::lines).toList();
        assertEquals(usage, shown);
    }

    // Words are separated by blanks; a message has to be part of the error.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sdlaunch                                  | no COMMAND
            sdlaunch -b 127.0.0.1:0                   | no COMMAND
            sdlaunch --                               | no COMMAND
            sdlaunch -x true                          | unknown option -x
            sdlaunch --frobnicate=1 true              | unknown option --frobnicate
            sdlaunch -b                               | -b: no value
            sdlaunch --daemon=yes true                | --daemon takes no value
            sdlaunch --backlog 0 true                 | --backlog 0: expected a positive number
            sdlaunch --backlog many true              | --backlog many: expected a positive number
            sdlaunch -b 8080 true                     | -b 8080: no port
            sdlaunch -b localhost true                | -b localhost: no port
            sdlaunch -b 127.0.0.1:http true           | -b 127.0.0.1:http: the port is 'http'
            sdlaunch -b 127.0.0.1:65536 true          | -b 127.0.0.1:65536: the port is '65536'
            sdlaunch -b 300.0.0.1:80 true             | -b 300.0.0.1:80: '300.0.0.1' is not an IP address
            sdlaunch -b ::1:80 true                   | -b ::1:80: an IPv6 address goes in brackets
            sdlaunch -b [::g]:80 true                 | -b [::g]:80: '[::g]' is not an IP address
            sdlaunch --bind a:b=127.0.0.1:0 true      | --bind a:b=127.0.0.1:0: the name 'a:b'
            reserve -x                                | unknown option -x
            reserve --frobnicate echo                 | unknown option --frobnicate
            reserve -b                                | -b: no value
            reserve -b 8080 echo                      | -b 8080: no port
            reserve --data= echo                      | --data: the directory is empty
            reserve app                               | app: no name
            reservectl -f                             | -f: no value
            reservectl --frobnicate status            | unknown option --frobnicate
            """)
    void aMistakeIsNamedAndHelpIsOffered(String line, String message) throws IOException {
        String[] words = line.split(" ", -1);
        Invocation.Ended ended = run(words[0], List.of(words).subList(1, words.length).toArray(String[]::new));
        assertEquals(64, ended.exit(), ended.err());
        assertTrue(ended.err().startsWith(words[0] + ": " + message), ended.err());
        assertTrue(ended.err().contains("try '" + words[0] + " --help'"), ended.err());
        assertEquals("", ended.out());
    }

    @Test
    void aPathThatIsTooLongForAUnixSocketIsAMistakeToo(@TempDir Path directory) throws IOException {
        String path = directory.resolve("x".repeat(120)).toString();
        Invocation.Ended ended = run("sdlaunch", "-b", path, "true");
        assertEquals(64, ended.exit(), ended.err());
        assertTrue(ended.err().contains("the path has " + path.length() + " bytes; expected at most 107"), ended.err());
    }

    @Test
    void optionsOfTheCommandAreLeftToIt() throws IOException {
        assertEquals("-b -d --help", run("sdlaunch", "-b", "127.0.0.1:0", "echo", "-b", "-d", "--help").out().strip());
        assertEquals("-- -d", run("sdlaunch", "-b", "127.0.0.1:0", "--", "echo", "--", "-d").out().strip());
        assertEquals("glued", run("sdlaunch", "-bweb=127.0.0.1:0", "--backlog=5", "echo", "glued").out().strip());
    }

    @Test
    void theCommandsExitCodeIsTheExitCode() throws IOException {
        assertEquals(7, run("sdlaunch", "-b", "127.0.0.1:0", "sh", "-c", "exit 7").exit());
    }

    private static Invocation.Ended run(String command, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(Distribution.bin(command)));
        words.addAll(List.of(arguments));
        return Invocation.of(words).run();
    }
}
