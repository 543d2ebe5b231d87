package dev.reserve.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void anEntryIsOneLine() {
        assertEquals("2026-11-22T17:01:02.123Z INFO  Deployer chat.jar\\n: admitted\n",
                LogText.of(entry(LogLevel.INFO, null, "chat.jar\n: admitted", null)));
        assertEquals("2026-11-22T17:01:02.123Z WARN  Deployer x\n", LogText.of(entry(LogLevel.WARN, null, "x", null)));
        assertEquals("2026-11-22T17:01:02.123Z ERROR Deployer x\n", LogText.of(entry(LogLevel.ERROR, null, "x", null)));
    }

    @Test
    void aTerminalIsToldNothing() {
        assertEquals("2026-11-22T17:01:02.123Z INFO  Deployer a\tb\\x1b[2J\\x00\\x7f\n",
                LogText.of(entry(LogLevel.INFO, null, "a\tb\u001b[2J\u0000\u007f", null)));
    }

    @Test
    void theAppAndItsVersionAreAtTheEnd() {
        assertEquals("2026-11-22T17:01:02.123Z DEBUG Deployer sold [shop 1a2b3c4d]\n",
                LogText.of(entry(LogLevel.DEBUG, "shop", "sold", null)));
    }

    @Test
    void aStackTraceFollows() {
        assertTrue(LogText.of(entry(LogLevel.ERROR, "shop", "failed", "java.lang.Error: why\n\tat a.b\n"))
                .endsWith("failed [shop 1a2b3c4d]\njava.lang.Error: why\n\tat a.b\n"));
    }

    @Test
    void jsonIsOneLineThatReadsBack() {
        String message = "a \"quote\", \\ a\ttab, a line\r\nand\u2028another, \u0001\u007f, \uD83D\uDE00 and ä";
        String json = LogJson.of(entry(LogLevel.INFO, "shop", message, "java.lang.Error: why\n\tat a.b\n"));
        assertEquals(json.length() - 1, json.indexOf('\n'));
        assertEquals(-1, json.indexOf('\u2028'));
        JsonObject read = JsonParser.parseString(json).getAsJsonObject();
        assertEquals(message, read.get("message").getAsString());
        assertEquals("2026-11-22T17:01:02.123Z", read.get("time").getAsString());
        assertEquals("INFO", read.get("level").getAsString());
        assertEquals("dev.reserve.core.deploy.Deployer", read.get("logger").getAsString());
        assertEquals("shop", read.get("app").getAsString());
        assertEquals("1a2b3c4d", read.get("version").getAsString());
        assertEquals("main", read.get("thread").getAsString());
        assertEquals("java.lang.Error: why\n\tat a.b\n", read.get("exception").getAsString());
    }

    @Test
    void whatIsAbsentIsNotInTheJson() {
        JsonObject read = JsonParser.parseString(LogJson.of(entry(LogLevel.INFO, null, "x", null))).getAsJsonObject();
        assertFalse(read.has("app") || read.has("version") || read.has("exception"), read.toString());
    }

    @Test
    void levelsAreThoseOfTheRecordsOfAllWaysToLog() {
        assertEquals(LogLevel.ERROR, LogLevel.of(Level.SEVERE));
        assertEquals(LogLevel.WARN, LogLevel.of(Level.WARNING));
        assertEquals(LogLevel.INFO, LogLevel.of(Level.INFO));
        assertEquals(LogLevel.DEBUG, LogLevel.of(Level.FINE));
        assertEquals(LogLevel.TRACE, LogLevel.of(Level.FINER)); // of System.Logger
        assertEquals(LogLevel.TRACE, LogLevel.of(Level.FINEST)); // of SLF4J
        for (LogLevel level : LogLevel.values()) {
            assertEquals(level, level == LogLevel.TRACE || level == LogLevel.OFF ? level : LogLevel.of(level.least()));
            assertEquals(level, LogLevel.parse(" " + level.name().toLowerCase(java.util.Locale.ROOT)));
        }
    }

    @Test
    void aLevelThatThereIsNotIsToldWithThoseThatThereAre() {
        assertEquals("\"loud\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF",
                assertThrows(IllegalArgumentException.class, () -> LogLevel.parse("loud")).getMessage());
    }

    private static LogEntry entry(LogLevel level, @Nullable String app, String message, @Nullable String trace) {
        return new LogEntry(1, Instant.parse("2026-11-22T17:01:02.123Z"), level, "dev.reserve.core.deploy.Deployer", app,
                app == null ? null : "1a2b3c4d", 0, "main", message, trace);
    }
}
