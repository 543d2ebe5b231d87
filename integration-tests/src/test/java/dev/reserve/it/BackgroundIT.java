package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The work of a deployment steps back for what serves, and comes back.
class BackgroundIT {

    private static final String SCHED_OTHER = "0";
    private static final String SCHED_IDLE = "5";
    /// Of `/proc/PID/task/TID/stat`, after the name.
    private static final int POLICY = 38;

    @Test
    void inASwapTheServersWorkIsInTheBackgroundAndThatOfAppsIsNot(@TempDir Path directory) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "who is not root needs a limit on nice values");
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            app(directory, 0).dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "word0 x");
            Set<String> idle = ConcurrentHashMap.newKeySet();
            int number = 0;
            while (!idle.contains("deploy") || idle.stream().noneMatch(name -> name.contains("Compiler"))) {
                String word = "word" + ++number;
                assertTrue(number < 100, "in the background were only " + idle);
                app(directory, number).dropInto(server.deploy(), "app.jar");
                server.awaitThat("the next version answers", () -> {
                    policies(server.pid()).forEach((name, policy) -> {
                        if (policy.equals(SCHED_IDLE)) {
                            idle.add(name);
                        }
                    });
                    return server.answer("web", "y").equals(word + " y");
                });
                assertEquals("launch " + SCHED_OTHER, Files.readString(directory.resolve("policy" + number)));
            }
            server.awaitThat("all are back", () -> policies(server.pid()).values().stream().noneMatch(SCHED_IDLE::equals));
        }
    }

    /// Writes down how the thread is treated that launches it.
    private static AppJar app(Path directory, int number) {
        return AppJar.answering("app", "").launch("""
                try {
                    String stat = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/thread-self/stat"));
                    java.nio.file.Files.writeString(java.nio.file.Path.of("%s"),
                            "launch " + stat.substring(stat.lastIndexOf(')') + 2).split(" ")[%d]);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return answering("word%d");""".formatted(directory.resolve("policy" + number), POLICY, number));
    }

    private static Map<String, String> policies(long pid) throws IOException {
        Map<String, String> policies = new HashMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads.forEach(thread -> {
                try {
                    String stat = Files.readString(thread.resolve("stat"));
                    int name = stat.lastIndexOf(')');
                    policies.merge(stat.substring(stat.indexOf('(') + 1, name), stat.substring(name + 2).split(" ", -1)[POLICY],
                            (one, other) -> one.equals(SCHED_IDLE) ? one : other);
                } catch (IOException e) {
                    if (Files.exists(thread)) { // it has not ended
                        throw new UncheckedIOException(e);
                    }
                }
            });
        }
        return policies;
    }
}
