package dev.reserve.log.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.log.LogLevel;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JettyLogTest {

    private final JettyLog log = new JettyLog();

    @Test
    void soManyRecordsFromOnePlacePassInAPeriodAndTheNextOneTellsOfTheOthers() {
        for (int i = 0; i < JettyLog.MOST; i++) {
            assertTrue(log.passes("org.eclipse.jetty.a", entry("org.eclipse.jetty.a"), i));
        }
        long late = JettyLog.PERIOD.toNanos();
        for (int i = 0; i < 7; i++) {
            assertFalse(log.passes("org.eclipse.jetty.a", entry("org.eclipse.jetty.a"), late));
        }
        assertTrue(log.passes("org.eclipse.jetty.b", entry("org.eclipse.jetty.b"), late));
        LogRecord next = entry("org.eclipse.jetty.a");
        assertTrue(log.passes("org.eclipse.jetty.a", next, late + 1));
        assertEquals("trouble (7 before it have been left out)", next.getMessage());
    }

    @Test
    void whatJettySaysInTheNameOfAnAppIsCountedAsJettys() {
        LogRecord entry = entry("org.example.Shop");
        entry.setSourceClassName("org.eclipse.jetty.websocket.Handler");
        for (int i = 0; i < JettyLog.MOST; i++) {
            assertTrue(log.isLoggable(entry));
        }
        assertFalse(log.isLoggable(entry));
    }

    @Test
    void clientsOfSshDoNotFillTheLogEither() {
        for (String logger : List.of("org.apache.sshd.server.session.ServerSessionImpl", "reserve.ssh.refused")) {
            LogRecord entry = entry(logger);
            for (int i = 0; i < JettyLog.MOST; i++) {
                assertTrue(log.isLoggable(entry));
            }
            assertFalse(log.isLoggable(entry));
        }
        assertEquals(LogLevel.WARN, JettyLog.LEVELS.get("org.apache.sshd"));
    }

    @Test
    void whatOthersSayAlwaysPasses() {
        LogRecord entry = entry("org.example.Shop");
        entry.setSourceClassName("org.example.Shop");
        for (int i = 0; i < 10 * JettyLog.MOST; i++) {
            assertTrue(log.isLoggable(entry));
        }
    }

    private static LogRecord entry(String logger) {
        LogRecord entry = new LogRecord(Level.WARNING, "trouble");
        entry.setLoggerName(logger);
        return entry;
    }
}
