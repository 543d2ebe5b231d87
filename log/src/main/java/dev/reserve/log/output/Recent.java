package dev.reserve.log.output;

import dev.reserve.log.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// The last lines, in memory. Thread-safe.
final class Recent {

    /// How many lines, and how many characters of them.
    private static final int LINES = 500;
    private static final int ROOM = 1 << 20;

    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private long weight;
    private long last = -1;

    /// Gives it the next number.
    synchronized LogEntry add(LogEntry unnumbered) {
        LogEntry entry = unnumbered.numbered(++last);
        entries.addLast(entry);
        weight += entry.weight();
        while (entries.size() > LINES || (weight > ROOM && entries.size() > 1)) {
            weight -= entries.removeFirst().weight();
        }
        notifyAll();
        return entry;
    }

    /// The oldest first.
    synchronized List<LogEntry> after(long sequence) {
        List<LogEntry> after = new ArrayList<>();
        Iterator<LogEntry> newest = entries.descendingIterator();
        while (newest.hasNext()) {
            LogEntry entry = newest.next();
            if (entry.sequence() > sequence) {
                after.add(entry);
            }
        }
        Collections.reverse(after);
        return after;
    }

    /// Whether there is, or was, one after it.
    synchronized boolean await(long sequence, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (last <= sequence) {
            long millis = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000L);
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }
}
