package dev.reserve.core.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A file of what has changed, one line for each change, which is only ever appended to, and from time to time replaced by a shorter one with
/// what is still needed. Thread-safe.
///
/// [#append] never waits for the disk: a thread of the journal's own writes, and makes durable with one fsync(2) whatever has come in the
/// meantime. What cannot be written, since the disk is full or gone, stays in memory and is tried again.
public final class Journal implements AutoCloseable {

    private static final Logger LOG = System.getLogger("reserve.journal");
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration LAST_FLUSH = Duration.ofSeconds(5);

    private final Path path;
    private final Limits limits;
    private final InstantSource clock;
    private final List<String> findings;
    private final JournalFile file;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // guarded by the lock
    private List<Entry> entries;
    private long last;
    private long durable;
    private long failures;
    private boolean asked;
    private boolean closing;

    // the thread's own
    private long compactAt;
    private long gapsUpTo;
    private boolean failing;
    private long loggedAt;

    /// @param bytes the size from which on the file is replaced by a shorter one
    /// @param history how many of the last entries are kept, needed or not
    /// @param unwritten how many entries may wait in memory before those that are not needed are dropped
    record Limits(long bytes, int history, int unwritten) {

        static final Limits DEFAULT = new Limits(1 << 17, 200, 4096);
    }

    private Journal(Path path, Limits limits, InstantSource clock, Recovery found) {
        this.path = path;
        this.limits = limits;
        this.clock = clock;
        this.findings = found.findings();
        this.file = new JournalFile(path);
        this.entries = new ArrayList<>(found.entries());
        this.last = found.last();
        this.durable = found.last();
        this.compactAt = limits.bytes;
        this.gapsUpTo = found.damaged() ? found.last() : found.gapsUpTo(); // what is missing now has been reported
        this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(() -> run(found));
    }

    /// Opens the journal; what it cannot make sense of is logged and passed over. Creates it if there is none.
    ///
    /// @throws IOException if there is a file that cannot be read. One that cannot be written is no reason not to start.
    public static Journal open(Path file) throws IOException {
        return open(file, Limits.DEFAULT, InstantSource.system());
    }

    static Journal open(Path file, Limits limits, InstantSource clock) throws IOException {
        Recovery found = Recovery.read(file);
        found.findings().stream().limit(20).forEach(finding -> LOG.log(Level.WARNING, "{0}: {1}", file, finding));
        if (found.findings().size() > 20) {
            LOG.log(Level.WARNING, "{0}: {1} findings in all", file, found.findings().size());
        }
        Journal journal = new Journal(file, limits, clock, found);
        journal.thread.start();
        return journal;
    }

    /// Notes a change. It is durable some milliseconds later; who has to know when calls [#flush].
    public void append(Change change) {
        append(change.kind(), change.fields());
    }

    void append(String kind, Map<String, String> fields) {
        lock.lock();
        try {
            entries.add(new Entry(++last, clock.instant().truncatedTo(ChronoUnit.MILLIS), kind, fields));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all that was appended before is on the disk.
    ///
    /// @return whether it is; if not, writing has failed and will be tried again, or takes longer than `timeout`
    public boolean flush(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            long upTo = last;
            long failuresBefore = failures;
            asked = true;
            changed.signalAll();
            while ((durable < upTo || asked) && failures == failuresBefore && left > 0 && thread.isAlive()) {
                left = changed.awaitNanos(left);
            }
            return durable >= upTo && failures == failuresBefore;
        } finally {
            lock.unlock();
        }
    }

    /// What is in the journal, the oldest first: what it held when it was opened, and what has been appended since; less what was found to be
    /// needed no longer.
    public List<Entry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    /// What was wrong with the file when it was opened, each with its line number; empty if all was well.
    public List<String> findings() {
        return findings;
    }

    /// Writes what is still to be written, if that can be done within five seconds, and ends.
    @Override
    public void close() {
        try {
            if (!flush(LAST_FLUSH)) {
                LOG.log(Level.WARNING, "{0}: the last entries could not be written", path);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run(Recovery found) {
        try {
            begin(found);
            while (turn()) {
                // until the end
            }
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing " + path, e);
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "{0}: its thread was interrupted; nothing is written any more", path);
        }
    }

    /// Waits for work, and does it; false at the end.
    private boolean turn() throws InterruptedException {
        try {
            if (!awaitWork()) {
                return false;
            }
            attempt();
        } catch (Error _) { // no memory, nor is there any to say so; what is not written is tried again
            failing = true;
            pause();
        }
        return true;
    }

    private static void pause() {
        try {
            LockSupport.parkNanos(RETRY_NANOS);
        } catch (Error _) { // too little memory to load the class
        }
    }

    private void begin(Recovery found) {
        try {
            if (!found.damaged()) {
                file.adopt(found.end());
                if (retained(found.entries()).size() < found.entries().size()) {
                    compact();
                }
                return;
            }
            if (!found.findings().isEmpty()) {
                Path copy = path.resolveSibling(path.getFileName() + ".damaged");
                Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                LOG.log(Level.WARNING, "{0}: what was found is kept in {1}", path, copy);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
        attempt();
    }

    /// Waits until there is something to write, or to try again; false at the end.
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            long left = RETRY_NANOS;
            while (!closing && !asked && (failing ? left > 0 : durable == last)) {
                if (failing) {
                    left = changed.awaitNanos(left);
                } else {
                    changed.await();
                }
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void attempt() {
        List<Entry> pending;
        lock.lock();
        try {
            asked = false;
            pending = entries.stream().filter(entry -> entry.sequence() > durable).toList();
        } finally {
            lock.unlock();
        }
        try {
            if (!file.sound()) {
                compact();
            } else if (!pending.isEmpty()) {
                file.append(lines(pending));
                written(pending.getLast().sequence());
            } else {
                written(0);
            }
            if (failing) {
                LOG.log(Level.INFO, "{0}: written again", path);
                failing = false;
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
            return;
        }
        if (file.size() > compactAt) {
            try {
                compact();
            } catch (IOException | RuntimeException e) { // the old file is as good, only longer
                compactAt = file.size() + limits.bytes;
                LOG.log(Level.WARNING, "{0}: cannot be made shorter: {1}", path, e.toString());
            }
        }
    }

    /// Replaces the file by one with only what is needed, what has not been written yet included.
    private void compact() throws IOException {
        List<Entry> all = entries();
        List<Entry> kept = retained(all);
        long upTo = all.isEmpty() ? lastGiven() : all.getLast().sequence();
        noteGaps(all, kept);
        List<Entry> lines = new ArrayList<>();
        lines.add(new Entry(0, clock.instant().truncatedTo(ChronoUnit.MILLIS), Recovery.HEADER,
                Map.of(Recovery.HEADER_GAPS, Long.toString(gapsUpTo))));
        lines.addAll(kept);
        file.replace(lines(lines));
        compactAt = Math.max(limits.bytes, 2 * file.size());
        forget(kept, upTo);
        written(upTo);
    }

    private void failed(Exception e) {
        long now = System.nanoTime();
        if (!failing || now - loggedAt > LOG_NANOS) {
            LOG.log(Level.ERROR, "{0}: cannot be written, trying again: {1}", path, e.toString());
            loggedAt = now;
        }
        failing = true;
        List<Entry> all = entries();
        lock.lock();
        try {
            failures++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (all.size() > limits.unwritten) {
            List<Entry> kept = retained(all);
            noteGaps(all, kept);
            forget(kept, all.getLast().sequence());
            closeQuietly(); // the file and the memory are no longer of one mind, so that it has to be written anew
        }
    }

    private void closeQuietly() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing " + path, e);
        }
    }

    private void written(long upTo) {
        lock.lock();
        try {
            durable = Math.max(durable, upTo);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Drops from memory, of the entries up to `upTo`, all but `kept`.
    private void forget(List<Entry> kept, long upTo) {
        lock.lock();
        try {
            List<Entry> next = new ArrayList<>(kept);
            entries.stream().filter(entry -> entry.sequence() > upTo).forEach(next::add);
            entries = next;
        } finally {
            lock.unlock();
        }
    }

    /// Below the last entry that was dropped on purpose, a number that is missing in the file is nothing to report.
    private void noteGaps(List<Entry> all, List<Entry> kept) {
        Set<Entry> there = Set.copyOf(kept);
        all.stream().filter(entry -> !there.contains(entry)).forEach(entry -> gapsUpTo = Math.max(gapsUpTo, entry.sequence()));
    }

    private long lastGiven() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }

    private List<Entry> retained(List<Entry> all) {
        Set<Entry> needed = LastGood.of(all).needed();
        long recent = all.isEmpty() ? 0 : all.get(Math.max(0, all.size() - limits.history)).sequence();
        return all.stream().filter(entry -> entry.sequence() >= recent || needed.contains(entry)).toList();
    }

    private static byte[] lines(Collection<Entry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(entry -> bytes.writeBytes(Line.encode(entry)));
        return bytes.toByteArray();
    }
}
