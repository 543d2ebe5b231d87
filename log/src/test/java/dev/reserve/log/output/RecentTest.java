package dev.reserve.log.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.log.LogEntry;
import dev.reserve.log.LogLevel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {

    private final Recent recent = new Recent();

    private LogEntry add(String text) {
        return recent.add(new LogEntry(0, Instant.EPOCH, LogLevel.INFO, "", null, null, 0, "t", text, null));
    }

    @Test
    void linesHaveNumbersAndTheOldestComesFirst() {
        assertEquals(0, add("a").sequence());
        assertEquals(1, add("b").sequence());
        assertEquals(2, add("c").sequence());
        assertEquals(List.of("a", "b", "c"), recent.after(-1).stream().map(LogEntry::message).toList());
        assertEquals(List.of("c"), recent.after(1).stream().map(LogEntry::message).toList());
        assertEquals(List.of(), recent.after(2));
    }

    @Test
    void neitherManyLinesNorLongOnesFillTheMemory() {
        for (int i = 0; i < 5000; i++) {
            add("x");
        }
        assertEquals(500, recent.after(-1).size());
        assertEquals(4999, recent.after(-1).getLast().sequence());
        for (int i = 0; i < 100; i++) {
            add("x".repeat(200_000));
        }
        assertTrue(recent.after(-1).stream().mapToInt(LogEntry::weight).sum() <= 1 << 20);
        add("x".repeat(5 << 20));
        assertEquals(1, recent.after(-1).size());
    }

    @Test
    void whoWaitsIsWoken() throws Exception {
        add("a");
        assertTrue(recent.await(-1, Duration.ZERO));
        assertFalse(recent.await(0, Duration.ofMillis(1)));
        Thread later = Thread.ofPlatform().start(() -> add("b"));
        assertTrue(recent.await(0, Duration.ofSeconds(60)));
        later.join();
    }
}
