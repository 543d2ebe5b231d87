package dev.reserve.core.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.journal.Change.Accepted;
import dev.reserve.core.journal.Change.Bound;
import dev.reserve.core.journal.Change.Retired;
import dev.reserve.core.journal.Change.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path directory;
    Path path = Path.of("");

    /// Held, or the level would be forgotten with it: hundreds of damaged files are opened here, each with its warnings.
    private static final Logger LOG = Logger.getLogger("reserve.journal");

    @BeforeAll
    static void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    @BeforeEach
    void path() {
        path = directory.resolve("journal");
    }

    @Test
    void whatWasAppendedIsThereAtTheNextStart() throws Exception {
        List<Entry> written = write(5);
        try (Journal journal = Journal.open(path)) {
            assertEquals(written, journal.entries());
            assertEquals(List.of(), journal.findings());
            append(journal, 6);
            assertEquals(6, journal.entries().getLast().sequence());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void aFileCutOffAnywhereGivesEveryCompleteLineAndTakesMore() throws Exception {
        List<Entry> written = write(4);
        byte[] bytes = Files.readAllBytes(path);
        Path copy = directory.resolve("copy");
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(copy, Arrays.copyOf(bytes, length));
            long complete = Math.max(0, new String(bytes, 0, length, UTF_8).chars().filter(c -> c == '\n').count() - 1);
            List<Entry> expected = written.subList(0, (int) complete);
            try (Journal journal = Journal.open(copy)) {
                assertEquals(expected, journal.entries(), "cut off at " + length);
                boolean torn = length > 0 && bytes[length - 1] != '\n';
                assertEquals(torn ? 1 : 0, journal.findings().size());
                append(journal, 9);
                assertTrue(journal.flush(Duration.ofSeconds(10)));
            }
            Recovery again = Recovery.read(copy);
            assertEquals(List.of(), again.findings(), "cut off at " + length);
            assertEquals(complete + 1, again.entries().size());
        }
    }

    @Test
    void aDamagedByteAnywhereCostsNoOtherLine() throws Exception {
        List<Entry> written = write(4);
        byte[] bytes = Files.readAllBytes(path);
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] = (byte) (damaged[at] == '\n' ? 'x' : '\n');
            Files.write(path, damaged);
            Recovery found = Recovery.read(path);
            assertFalse(found.findings().isEmpty(), "damaged at " + at);
            assertTrue(written.containsAll(found.entries()));
            assertTrue(found.entries().size() >= written.size() - (bytes[at] == '\n' ? 2 : 1), "damaged at " + at);
        }
    }

    @Test
    void damageIsReportedWithItsLineAndTheOldFileIsKept() throws Exception {
        write(4);
        List<String> lines = Files.readAllLines(path);
        lines.set(2, lines.get(2).replace("file", "fire"));
        lines.remove(3);
        Files.write(path, lines);
        try (Journal journal = Journal.open(path)) {
            assertEquals(List.of(1L, 4L), journal.entries().stream().map(Entry::sequence).toList());
            assertEquals(2, journal.findings().size());
            assertTrue(journal.findings().getFirst().startsWith("line 3 is damaged and was skipped"), journal.findings().toString());
            assertEquals("line 4: 2 entries before it are missing", journal.findings().getLast());
        }
        assertEquals(lines, Files.readAllLines(directory.resolve("journal.damaged")));
        assertEquals(List.of(), Recovery.read(path).findings());
    }

    @Test
    void aKindOfALaterVersionIsKept() throws Exception {
        try (Journal journal = Journal.open(path)) {
            journal.append("canary", Map.of("percent", "10"));
            append(journal, 1);
        }
        try (Journal journal = Journal.open(path)) {
            assertEquals("canary", journal.entries().getFirst().kind());
            assertEquals(Optional.empty(), Change.of(journal.entries().getFirst()));
        }
    }

    @Test
    void theFileStaysShortAndKeepsWhatIsNeeded() throws Exception {
        Journal.Limits limits = new Journal.Limits(8 << 10, 10, 100);
        Change binding = new Bound("web", "web", "echo", List.of("--greeting", "hello world"));
        Change good = new Accepted("echo.jar", "ab".repeat(32), "1.0.0", List.of("echo"));
        try (Journal journal = Journal.open(path, limits, InstantSource.system())) {
            journal.append(binding);
            journal.append(good);
            for (int i = 0; i < 2000; i++) {
                append(journal, i);
                if (i % 20 == 0) {
                    assertTrue(journal.flush(Duration.ofSeconds(10)));
                }
            }
            assertTrue(journal.flush(Duration.ofSeconds(10)));
            assertTrue(journal.entries().size() < 200, "in memory");
        }
        assertTrue(Files.size(path) < 12 << 10, "on disk");
        Recovery found = Recovery.read(path);
        assertEquals(List.of(), found.findings());
        assertEquals(2002, found.last());
        assertEquals(List.of(binding, good), found.entries().stream().limit(2).flatMap(entry -> Change.of(entry).stream()).toList());
    }

    @Test
    void aFileThatSomeoneRemovedOrReplacedIsWrittenAnew() throws Exception {
        try (Journal journal = Journal.open(path)) {
            append(journal, 1);
            assertTrue(journal.flush(Duration.ofSeconds(10)));
            Files.delete(path);
            append(journal, 2);
            assertTrue(journal.flush(Duration.ofSeconds(10)));
            assertEquals(2, Recovery.read(path).entries().size());
            Files.writeString(path, "");
            append(journal, 3);
            assertTrue(journal.flush(Duration.ofSeconds(10)));
            assertEquals(3, Recovery.read(path).entries().size());
        }
    }

    @Test
    void aFileThatCannotBeReadIsSaidSo() throws Exception {
        Files.createDirectory(path);
        assertThrows(IOException.class, () -> Journal.open(path));
    }

    @Test
    void withoutItsDirectoryTheJournalGoesOnInMemory() throws Exception {
        Path away = directory.resolve("away/journal");
        Journal.Limits limits = new Journal.Limits(1 << 20, 10, 50);
        try (Journal journal = Journal.open(away, limits, InstantSource.system())) {
            append(journal, 1);
            assertFalse(journal.flush(Duration.ofSeconds(10)));
            for (int i = 0; i < 500; i++) {
                append(journal, i);
            }
            await().until(() -> journal.entries().size() < 100);
            Files.createDirectory(away.getParent());
            append(journal, 2);
            await().until(() -> journal.flush(Duration.ofSeconds(10)));
        }
        assertEquals(List.of(), Recovery.read(away).findings());
        assertEquals(502, Recovery.read(away).last());
    }

    private List<Entry> write(int number) throws Exception {
        try (Journal journal = Journal.open(path)) {
            for (int i = 1; i <= number; i++) {
                append(journal, i);
            }
            assertTrue(journal.flush(Duration.ofSeconds(10)));
            return journal.entries();
        }
    }

    private static void append(Journal journal, int number) {
        journal.append(new Retired(new Version("echo", List.of("-v", "hello world"), "echo-" + number, "ab".repeat(32), "echo.jar")));
    }
}
