package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands as scripts: where they find themselves, and how they find Java.
class ScriptsIT {

    private static final String JDK = System.getProperty("java.home");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void aPosixShellRunsThem(String command) throws IOException {
        String dash = Peer.program("dash");
        for (String script : List.of(Distribution.bin(command), checkout(command))) {
            Invocation.Ended ended = Invocation.of(dash, script, "--version").run();
            assertEquals(0, ended.exit(), ended.err());
            assertTrue(ended.out().startsWith(command + " (Reserve) "), ended.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve", "sdlaunch", "reservectl"})
    void theyWorkThroughLinksAndFromAnyDirectory(String command) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("absolute"), Path.of(checkout(command)));
        Files.createSymbolicLink(bin.resolve(command), Path.of("absolute"));
        Path linked = Files.createSymbolicLink(directory.resolve("linked dist"), Distribution.home());
        String path = bin + ":" + System.getenv("PATH");
        for (List<String> words : List.of(List.of("bin/" + command), List.of(bin.resolve(command).toString()),
                List.of("sh", "-c", command + " \"$@\"", "sh"),
                List.of(linked.resolve("bin").resolve(command).toString()), List.of(linked.resolve(command).toString()))) {
            Invocation.Ended ended = Invocation.of(words, List.of("--version")).in(directory).with("PATH", path).with("CDPATH", "/").run();
            assertEquals(0, ended.exit(), () -> words + ": " + ended.err());
            assertTrue(ended.out().startsWith(command + " (Reserve) "), ended.out());
        }
    }

    /// They take too long to be run here.
    @Test
    void theBenchmarksOfTheGuideAreAmongThoseThatThereAre() throws IOException {
        Invocation.Ended asked = Invocation.of(Distribution.checkout().resolve("benchmarks/run").toString()).run();
        assertEquals(64, asked.exit(), asked.err());
        List<String> shown = new ArrayList<>();
        for (String page : List.of("development.md", "performance.md", "zero-loss.md")) {
            Guide.listings(page, "sh").stream().flatMap(String::lines).filter(line -> line.contains("benchmarks/run "))
                    .map(line -> line.replaceFirst(".*benchmarks/run ", "").replaceFirst(" +#.*", "")).forEach(shown::add);
        }
        assertEquals(12, shown.size(), shown::toString);
        for (String line : shown) {
            String[] words = line.split(" ", -1);
            assertTrue(asked.err().lines().anyMatch(usage -> usage.startsWith("run " + words[0] + " ")
                    && (words.length < 2 || usage.contains("[" + words[1] + " "))), () -> line + " is not in\n" + asked.err());
        }
    }

    @Test
    void thoseOfTheCheckoutKeepTheProcessAndTheSockets() throws IOException {
        Path socket = directory.resolve("s");
        Invocation invocation = Invocation.of(checkout("sdlaunch"), "-b", "web=" + socket, checkout("reserve"), "echo", "hi").with(
                "RESERVE_BASE",
                directory.toString());
        try (Running running = invocation.start()) {
            Invocation status = Invocation.of(checkout("reservectl"), "status").with("RESERVE_BASE", directory.toString());
            running.awaitThat("it serves", () -> status.run().out().contains("serving, pid " + running.pid() + ","));
            assertTrue(running.out().contains("listener web: " + socket + " (inherited fd 3)"), running.out());
            assertTrue(Files.isDirectory(directory.resolve("deploy")) && Files.isDirectory(directory.resolve("data")));
        }
    }

    @Test
    void theJavaThatIsAskedForIsTheOneThatRuns() throws IOException {
        assertEquals(0, version(Map.of("PATH", "/usr/bin:/bin", "RESERVE_JAVA_HOME", JDK)).exit());
    }

    @Test
    void aJavaThatIsAskedForAndUnfitIsAnErrorAndNotPassedOver() throws IOException {
        Path old = jdk("17.0.12");
        Invocation.Ended ended = version(Map.of("PATH", System.getenv("PATH"), "JAVA_HOME", JDK, "RESERVE_JAVA_HOME", old.toString()));
        assertEquals(78, ended.exit(), ended.err());
        assertEquals("sdlaunch: RESERVE_JAVA_HOME is " + old + ", which is Java 17; expected the home of a JDK 25 or newer\n", ended.err());
        Invocation.Ended none = version(Map.of("PATH", System.getenv("PATH"), "RESERVE_JAVA_HOME", directory.toString()));
        assertEquals(78, none.exit(), none.err());
        assertTrue(none.err().contains(directory + ", which has no bin/java; expected"), none.err());
    }

    @Test
    void aJavaHomeThatIsTooOldIsPassedOver() throws IOException {
        Invocation.Ended ended = version(Map.of("PATH", JDK + "/bin:/usr/bin:/bin", "JAVA_HOME", jdk("17.0.12").toString()));
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.out().startsWith("sdlaunch (Reserve) "), ended.out());
    }

    /// In a copy of the scripts that looks for what the platform installs in places where nothing is.
    @Test
    void withoutAnyJavaItSaysWhatIsMissingAndHowToGiveIt() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path lib = Files.createDirectory(directory.resolve("lib"));
        Files.copy(Path.of(Distribution.bin("sdlaunch")), bin.resolve("sdlaunch"));
        String original = Files.readString(Distribution.home().resolve("lib/find-java.sh"));
        String elsewhere = original.replaceAll("(?<=[ \"])/(usr|opt|Library)/", "/nonexistent/$1/");
        assertNotEquals(original, elsewhere);
        Files.writeString(lib.resolve("find-java.sh"), elsewhere);
        Path tools = Files.createDirectory(directory.resolve("tools"));
        Files.createSymbolicLink(tools.resolve("readlink"), Path.of(Peer.program("readlink")));
        Path old = jdk("11.0.2");
        List<String> command = List.of(Peer.program("sh"), bin.resolve("sdlaunch").toString(), "--version");

        Invocation.Ended none = Invocation.of(command).withOnly(Map.of("PATH", tools.toString())).run();
        assertEquals(69, none.exit(), none.err());
        assertTrue(none.err().startsWith("sdlaunch: no JDK 25 or newer was found."), none.err());
        assertTrue(none.err().contains("RESERVE_JAVA_HOME=/path/to/jdk sdlaunch"), none.err());

        Invocation.Ended tooOld = Invocation.of(command)
                .withOnly(Map.of("PATH", tools + ":" + old.resolve("bin"), "JAVA_HOME", old.toString())).run();
        assertEquals(69, tooOld.exit(), tooOld.err());
        assertTrue(tooOld.err().contains("JAVA_HOME, " + old + ", is Java 11"), tooOld.err());
        assertTrue(tooOld.err().contains("java on the PATH, " + old + "/bin/java, is Java 11"), tooOld.err());
    }

    /// The home of a Java that must not be run.
    private Path jdk(String version) throws IOException {
        Path home = Files.createDirectories(directory.resolve("jdk-" + version));
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho the wrong java >&2\nexit 99\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home.toRealPath();
    }

    private static Invocation.Ended version(Map<String, String> environment) throws IOException {
        return Invocation.of(Distribution.bin("sdlaunch"), "--version").withOnly(environment).run();
    }

    private static String checkout(String command) {
        return Distribution.checkout().resolve(command).toString();
    }
}
