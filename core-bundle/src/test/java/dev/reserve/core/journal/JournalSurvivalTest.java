package dev.reserve.core.journal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reserve.core.journal.Change.Accepted;
import dev.reserve.core.journal.Change.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real kills and a real full disk.
class JournalSurvivalTest {

    @TempDir
    Path directory;

    @Test
    void whatWasReportedDurableSurvivesKill() throws Exception {
        Path path = directory.resolve("journal");
        Path out = directory.resolve("out");
        Random random = new Random();
        for (int round = 0; round < 20; round++) {
            Files.deleteIfExists(out);
            Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp", System.getProperty("java.class.path"), Appender.class.getName(), path.toString(), Integer.toString(round))
                    .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            int bytes = 1 + random.nextInt(400);
            await().pollInterval(Duration.ofMillis(1)).until(() -> Files.size(out) >= bytes);
            child.destroyForcibly().waitFor();
            Recovery found = Recovery.read(path);
            found.findings().forEach(finding -> assertTrue(finding.contains("incomplete"), finding));
            Set<String> there = found.entries().stream().map(entry -> entry.fields().get("listener") + ".").collect(Collectors.toSet());
            List<String> reported = Files.readAllLines(out).stream().filter(line -> line.endsWith(".")).toList();
            assertTrue(there.containsAll(reported), "in round " + round);
        }
    }

    /// Appends, and says what is durable, until it is killed.
    static final class Appender {

        private Appender() {}

        public static void main(String[] args) throws Exception {
            Journal journal = Journal.open(Path.of(args[0]));
            for (int i = 0;; i++) {
                String name = args[1] + "-" + i;
                journal.append(new Taken(name, "some app with a name"));
                if (journal.flush(Duration.ofSeconds(10))) {
                    System.out.println(name + ".");
                }
            }
        }
    }

    @Test
    void aFullDiskLosesNothingOnceThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()), "needs the right to mount a tmpfs");
        try {
            Path path = disk.resolve("journal");
            try (Journal journal = Journal.open(path)) {
                journal.append(accepted(0));
                assertTrue(journal.flush(Duration.ofSeconds(10)));
                Path ballast = disk.resolve("ballast");
                fill(ballast);
                int number = 0;
                do {
                    journal.append(accepted(++number));
                } while (journal.flush(Duration.ofSeconds(10)) && number < 1000);
                assertTrue(number < 1000, "the disk never was full");
                for (int i = 0; i < 50; i++) {
                    journal.append(accepted(++number));
                }
                assertFalse(journal.flush(Duration.ofSeconds(10)));
                assertEquals(List.of(), Recovery.read(path).findings(), "no half line");
                Files.delete(ballast);
                await().until(() -> journal.flush(Duration.ofSeconds(10)));
                Recovery found = Recovery.read(path);
                assertEquals(List.of(), found.findings());
                assertEquals(journal.entries(), found.entries());
                assertEquals(Optional.of(accepted(number)), LastGood.of(found.entries()).artifact("echo.jar"));
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    private static Accepted accepted(int number) {
        return new Accepted("echo.jar", "content-" + number, "1.0." + number, List.of("echo"));
    }

    private static void fill(Path ballast) throws IOException {
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                    .waitFor() == 0;
        } catch (IOException e) { // there is no such command
            return false;
        }
    }
}
