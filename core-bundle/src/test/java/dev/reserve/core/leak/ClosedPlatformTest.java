package dev.reserve.core.leak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The core as a library, in a JVM that opens nothing.
class ClosedPlatformTest {

    @TempDir
    Path classes;

    @Test
    void whatIsNotOpenIsDoneWithout() throws Exception {
        LeakyApp.compile(classes);
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Leaking.class.getName(), classes.toString()).redirectErrorStream(true)
                .start();
        List<String> output = new String(child.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertEquals(0, child.waitFor(), output.toString());
        assertEquals(2, output.size(), output.toString());
        assertTrue(output.contains("system property leaky: a leaky.Leaky"), output.toString());
        assertTrue(output.stream().anyMatch(line -> line.startsWith("thread \"leaky-timer\" (a java.util.Timer, not cancelled)")),
                output.toString());
    }

    /// Leaks where one may look, and where not; says what it sees of it.
    static final class Leaking {

        private Leaking() {}

        public static void main(String[] arguments) throws Exception {
            try (URLClassLoader loader = LeakyApp.loader(Path.of(arguments[0]))) {
                Thread.currentThread().setContextClassLoader(loader);
                for (String how : List.of("local", "hook", "timer")) {
                    var _ = LeakyApp.in(loader).apply(how);
                }
                System.getProperties().put("leaky", LeakyApp.in(loader));
                Thread.currentThread().setContextClassLoader(null);
                for (Holders place : PlatformHolders.all()) {
                    place.of(loader).forEach(System.out::println);
                }
            }
        }
    }
}
