package dev.reserve.http.log;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private static Entry entry(String target) {
        return new Entry(0, 0, "192.0.2.1", "GET", target, "HTTP/1.1", 200, 0, null, null, null, null, null, null);
    }

    private LogWriter writer(long room) throws IOException {
        return new LogWriter((entry, lines) -> lines.append(entry.target()).append('\n'), LogFile.open("log", directory), room);
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    @Test
    void entriesAreWrittenInOrder() throws Exception {
        LogWriter writer = writer(LogWriter.ROOM).start();
        for (int i = 0; i < 5000; i++) {
            writer.offer(entry("/" + i));
        }
        writer.close();
        assertEquals(5000, lines("log").size());
        assertEquals("/4999", lines("log").getLast());
        assertEquals(0, writer.lost());
    }

    @Test
    void anEntryIsWrittenWithoutAnotherOneAfterIt() throws Exception {
        LogWriter writer = writer(LogWriter.ROOM).start();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            writer.offer(entry("/" + number));
            await().atMost(DEADLINE).until(() -> lines("log").size() == number);
        }
        writer.close();
    }

    @Test
    void whatDoesNotFitIsCountedAndTheRestIsWritten() throws Exception {
        LogWriter writer = writer(1000); // not started: nothing is taken out of the queue
        for (int i = 0; i < 10; i++) {
            writer.offer(entry("/" + i));
        }
        assertEquals(6, writer.lost());
        writer.start().close();
        assertEquals(List.of("/0", "/1", "/2", "/3"), lines("log"));
    }

    @Test
    void afterARenameAndAReopenBothFilesAreComplete() throws Exception {
        LogWriter writer = writer(LogWriter.ROOM).start();
        writer.offer(entry("/before"));
        await().atMost(DEADLINE).until(() -> lines("log").size() == 1);
        Files.move(directory.resolve("log"), directory.resolve("log.1"));
        writer.reopen();
        await().atMost(DEADLINE).until(() -> Files.exists(directory.resolve("log")));
        writer.offer(entry("/after"));
        writer.close();
        assertEquals(List.of("/before"), lines("log.1"));
        assertEquals(List.of("/after"), lines("log"));
    }

    @Test
    void aFileThatCannotBeOpenedAgainGoesOn() throws Exception {
        LogWriter writer = writer(LogWriter.ROOM).start();
        Files.move(directory.resolve("log"), directory.resolve("log.1"));
        Files.createDirectory(directory.resolve("log"));
        writer.reopen();
        writer.offer(entry("/a"));
        writer.close();
        assertEquals(List.of("/a"), lines("log.1"));
    }

    @Test
    void theFileIsForTheServersUserAndGroup() throws Exception {
        writer(LogWriter.ROOM).start().close();
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("log")));
        assertTrue(mode.startsWith("rw-") && mode.endsWith("---"), mode);
    }

    @Test
    void aFileThatCannotBeOpenedIsRefusedAndWhatWasStays() throws Exception {
        try (AccessLog log = new AccessLog(directory)) {
            log.configure(new LogSettings("json", "good"));
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                    () -> log.configure(new LogSettings("json", "not/there")));
            assertTrue(String.valueOf(refused.getMessage()).contains("access.log.file=not/there"), refused.getMessage());
            assertTrue(Files.exists(directory.resolve("good")));
        }
    }
}
