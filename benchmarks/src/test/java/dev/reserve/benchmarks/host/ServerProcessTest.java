package dev.reserve.benchmarks.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {

    private static final long DEADLINE_SECONDS = 60;

    /// A program that starts a server, and is stopped before it has closed it.
    static final class Program {

        private Program() {}

        @SuppressWarnings("resource") // the shutdown is what is tested
        public static void main(String... arguments) throws Exception {
            ServerProcess server = ServerProcess.start(Path.of(arguments[0]), Map.of(), List.of("sleep", "1000"));
            System.out.println(server.pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void aProgramThatIsStoppedLeavesNoServerBehind(@TempDir Path directory) throws Exception {
        Process program = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Program.class.getName(), directory.toString()).start();
        ProcessHandle server;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.US_ASCII))) {
            server = ProcessHandle.of(Long.parseLong(String.valueOf(lines.readLine()))).orElseThrow();
            assertTrue(server.isAlive());
            program.destroy();
            assertTrue(program.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the program has not stopped");
        } finally {
            program.destroyForcibly();
        }
        try {
            server.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
            assertFalse(server.isAlive());
        } finally {
            server.destroyForcibly();
        }
    }
}
