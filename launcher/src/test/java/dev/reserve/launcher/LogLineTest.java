package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLineTest {
    @Test
    void aRecordIsOneLine() {
        assertEquals("2026-11-22T17:01:02.123Z INFO  Deployer chat.jar\\n: admitted\n", line(entry(Level.INFO, "chat.jar\n: admitted")));
        assertEquals("2026-11-22T17:01:02.123Z WARN  Deployer x\n", line(entry(Level.WARNING, "x")));
        assertEquals("2026-11-22T17:01:02.123Z ERROR Deployer x\n", line(entry(Level.SEVERE, "x")));
    }

    @Test
    void aStackTraceFollows() {
        LogRecord entry = entry(Level.SEVERE, "launch failed");
        entry.setThrown(new IllegalStateException("why"));

        assertTrue(line(entry).contains("launch failed\njava.lang.IllegalStateException: why\n\tat "));
    }

    private static String line(LogRecord entry) {
        return new LogLine().format(entry);
    }

    private static LogRecord entry(Level level, String text) {
        LogRecord entry = new LogRecord(level, text);
        entry.setLoggerName("dev.reserve.core.deploy.Deployer");
        entry.setInstant(Instant.parse("2026-11-22T17:01:02.123Z"));
        return entry;
    }
}
