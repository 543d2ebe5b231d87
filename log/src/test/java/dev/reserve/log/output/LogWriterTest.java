package dev.reserve.log.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.log.LogEntry;
import dev.reserve.log.LogLevel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogWriterTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /// Keeps lines; may block, or fail.
    private static final class Lines implements Output {

        private final List<String> lines = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private volatile @Nullable IOException failure;
        private volatile boolean stuck;
        private final AtomicInteger opened = new AtomicInteger(1);

        @Override
        public void write(byte[] bytes) throws IOException {
            try {
                stuck = gate.getCount() > 0;
                gate.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            IOException now = failure;
            if (now != null) {
                throw now;
            }
            lines.addAll(new String(bytes, UTF_8).lines().toList());
        }

        @Override
        public void reopen() {
            opened.incrementAndGet();
        }

        @Override
        public String toString() {
            return "test";
        }
    }

    private final Lines lines = new Lines();

    private static LogEntry entry(String text) {
        return new LogEntry(0, Instant.EPOCH, LogLevel.INFO, "", null, null, 0, "t", text, null);
    }

    private LogWriter writer(Lines to, long room) {
        return new LogWriter(List.of(new Sink(to, entry -> entry.message() + "\n")), LogWriterTest::entry, room);
    }

    private LogWriter started(long room) {
        LogWriter writer = writer(lines, room);
        writer.start();
        return writer;
    }

    @Test
    void linesAreWrittenInTheirOrder() {
        LogWriter writer = started(LogWriter.ROOM);
        List<String> all = IntStream.range(0, 10_000).mapToObj(Integer::toString).toList();
        all.forEach(text -> writer.offer(entry(text)));
        assertTrue(writer.flush(LONG));
        assertEquals(all, lines.lines);
    }

    @Test
    void whatIsLoggedAtTheEndIsWrittenAndAlsoWhatIsLoggedAfterIt() {
        LogWriter writer = started(LogWriter.ROOM);
        IntStream.range(0, 1000).forEach(i -> writer.offer(entry("x")));
        writer.finish(LONG);
        assertEquals(1000, lines.lines.size());
        writer.offer(entry("last"));
        assertEquals("last", lines.lines.getLast());
    }

    @Test
    void whatWasLoggedBeforeTheStartIsWrittenAtAnEndThatComesBeforeItToo() {
        LogWriter writer = writer(lines, LogWriter.ROOM);
        writer.offer(entry("a"));
        assertEquals(List.of(), lines.lines);
        writer.finish(LONG);
        writer.offer(entry("b"));
        assertEquals(List.of("a", "b"), lines.lines);
    }

    @Test
    void anOutputThatTakesNothingHoldsNobodyUpForLongAndWhatFindsNoRoomIsTold() {
        lines.gate = new CountDownLatch(1);
        LogWriter writer = started(1000);
        writer.offer(entry("first"));
        await().atMost(LONG).until(() -> lines.stuck);
        IntStream.range(0, 10_000).forEach(i -> writer.offer(entry("more"))); // all of these together wait once
        assertFalse(writer.flush(Duration.ofMillis(1)));
        lines.gate.countDown();
        await().atMost(LONG).until(() -> lines.lines.stream().anyMatch(line -> line.contains("left out")));
        long written = lines.lines.stream().filter(line -> line.equals("more")).count();
        assertEquals(List.of(10_000 - written + " lines have been left out: they came faster than they could be written"),
                lines.lines.stream().filter(line -> line.contains("left out")).toList());
        assertTrue(written > 0 && written < 20, lines.lines.toString());
    }

    @Test
    void theEndDoesNotWaitForAnOutputThatTakesNothing() {
        lines.gate = new CountDownLatch(1);
        LogWriter writer = started(LogWriter.ROOM);
        writer.offer(entry("stuck"));
        writer.finish(Duration.ofMillis(1));
        writer.offer(entry("after"));
        lines.gate.countDown();
        assertFalse(lines.lines.contains("after"));
    }

    @Test
    void anOutputThatFailsIsToldOnceAndTheOthersGoOn() {
        Lines good = new Lines();
        LogWriter writer = new LogWriter(Stream.of(lines, good).map(to -> new Sink(to, entry -> entry.message() + "\n")).toList(),
                LogWriterTest::entry, LogWriter.ROOM);
        writer.start();
        lines.failure = new IOException("No space left on device");
        for (String text : new String[]{"a", "b"}) {
            writer.offer(entry(text));
            assertTrue(writer.flush(LONG));
        }
        String failed = "the log to test cannot be written: java.io.IOException: No space left on device; lines are missing there until it can";
        assertEquals(List.of("a", failed, "b"), good.lines);
        lines.failure = null;
        writer.offer(entry("c"));
        assertTrue(writer.flush(LONG));
        assertEquals(List.of("c", "the log to test is written again; 3 lines are missing there"), lines.lines);
    }

    @Test
    void filesAreOpenedAgain() {
        LogWriter writer = started(LogWriter.ROOM);
        writer.reopen();
        await().atMost(LONG).until(() -> lines.opened.get() == 2);
    }

    @Test
    void anotherOutputGetsWhatComesFromNowOn() {
        LogWriter writer = started(LogWriter.ROOM);
        writer.offer(entry("before"));
        assertTrue(writer.flush(LONG));
        Lines other = new Lines();
        writer.use(List.of(new Sink(other, entry -> entry.message() + "\n")));
        writer.offer(entry("after"));
        assertTrue(writer.flush(LONG));
        assertEquals(List.of("before"), lines.lines);
        assertEquals(List.of("after"), other.lines);
    }
}
