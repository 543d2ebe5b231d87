package dev.reserve.core.journal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A file of what has changed, one line for each change, which is only ever appended to, and from time to time replaced by a shorter one with
/// what is still needed. Thread-safe.
///
/// [#append] never waits for the disk: a thread of the journal's own writes, and makes durable with one fsync(2) whatever has come in the
/// meantime. What cannot be written, since the disk is full or gone, stays in memory and is tried again.
public final class Journal implements AutoCloseable {

    private static final Logger LOG = System.getLogger("reserve.journal");
    private static final Duration LAST_FLUSH = Duration.ofSeconds(5);

    private final Path path;
    private final InstantSource clock;
    private final List<String> findings;
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

    /// @param bytes the size from which on the file is replaced by a shorter one
    /// @param history how many of the last entries are kept, needed or not
    /// @param unwritten how many entries may wait in memory before those that are not needed are dropped
    record Limits(long bytes, int history, int unwritten) {

        static final Limits DEFAULT = new Limits(1 << 16, 200, 4096);
    }

    private Journal(Path path, Limits limits, InstantSource clock, Recovery found) {
        this.path = path;
        this.clock = clock;
        this.findings = found.findings();
        this.entries = new ArrayList<>(found.entries());
        this.last = found.last();
        this.durable = found.last();
        this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(new JournalWriter(this, path, limits, clock, found));
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

    /// Waits until there is something to write, or to try again; false at the end.
    ///
    /// @param retry after so many nanoseconds there is something to try again
    boolean awaitWork(OptionalLong retry) throws InterruptedException {
        lock.lock();
        try {
            long left = retry.orElse(Long.MAX_VALUE);
            while (!closing && !asked && (retry.isPresent() ? left > 0 : durable == last)) {
                if (retry.isPresent()) {
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

    /// What has been appended and is not on the disk; from now on a [#flush] that was asked for before is being answered.
    List<Entry> pending() {
        lock.lock();
        try {
            asked = false;
            return entries.stream().filter(entry -> entry.sequence() > durable).toList();
        } finally {
            lock.unlock();
        }
    }

    /// What has been appended, up to that number, is on the disk.
    void written(long upTo) {
        lock.lock();
        try {
            durable = Math.max(durable, upTo);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// An attempt to write has failed.
    void notWritten() {
        lock.lock();
        try {
            failures++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Drops from memory, of the entries up to `upTo`, all but `kept`.
    void forget(List<Entry> kept, long upTo) {
        lock.lock();
        try {
            List<Entry> next = new ArrayList<>(kept);
            entries.stream().filter(entry -> entry.sequence() > upTo).forEach(next::add);
            entries = next;
        } finally {
            lock.unlock();
        }
    }

    /// The number up to which all is on the disk.
    long durable() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }
}
