package dev.reserve.log.output;

import dev.reserve.log.LogEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Writes entries on a thread of its own. Who logs waits only if the queue is full, and then for a moment: what finds no room is left out, counted and told of.
///
/// At the end of the process everything that is queued is written, and what comes after that, at once.
final class LogWriter {

    /// How many characters, roughly, the queue may have.
    static final long ROOM = 4 << 20;
    /// How long one who logs waits for room.
    static final Duration PATIENCE = Duration.ofMillis(100);

    private final Function<String, LogEntry> own;
    private final long room;
    private final Thread thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition space = lock.newCondition();
    private final Condition progress = lock.newCondition();
    // All guarded by the lock.
    private Deque<LogEntry> queue = new ArrayDeque<>();
    private long queued;
    /// Nobody waits for room any more, until there is some.
    private boolean stalled;
    private long lost;
    private boolean reopen;
    private boolean finished;
    private boolean writing;
    private boolean abandoned;
    private long batches;
    private List<Sink> sinks;
    private List<Sink> retired = List.of();

    /// @param own makes an entry of what the writer itself has to say
    LogWriter(List<Sink> sinks, Function<String, LogEntry> own, long room) {
        this.sinks = sinks;
        this.own = own;
        this.room = room;
    }

    void start() {
        thread.start();
    }

    void offer(LogEntry entry) {
        lock.lock();
        try {
            if (finished) {
                direct(entry);
            } else if (fits()) {
                queue.add(entry);
                queued += entry.weight();
                work.signal();
            } else {
                lost++;
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean fits() {
        try {
            long left = PATIENCE.toNanos();
            while (queued >= room && !stalled && !finished) {
                if (left <= 0) {
                    stalled = true;
                } else {
                    left = space.awaitNanos(left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return queued < room;
    }

    /// The thread has ended: whoever logs now writes.
    private void direct(LogEntry entry) {
        if (!abandoned) {
            sinks.forEach(sink -> sink.write(List.of(entry), _ -> {}));
        }
    }

    /// Has other sinks used from now on; those before are closed when they have what was logged before.
    void use(List<Sink> next) {
        lock.lock();
        try {
            List<Sink> all = new ArrayList<>(retired);
            all.addAll(sinks);
            retired = all;
            sinks = next;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Has all files opened anew by their names, soon.
    void reopen() {
        lock.lock();
        try {
            reopen = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all is written that was logged before. Gives up when nothing is written for some time.
    ///
    /// @return whether it is written
    boolean flush(Duration patience) {
        lock.lock();
        try {
            return drained(patience);
        } finally {
            lock.unlock();
        }
    }

    private boolean drained(Duration patience) {
        long before = batches;
        long left = patience.toNanos();
        while (!queue.isEmpty() || writing) {
            if (left <= 0) {
                return false;
            }
            try {
                left = progress.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            if (batches != before) {
                before = batches;
                left = patience.toNanos();
            }
        }
        return true;
    }

    /// As [#flush], and from then on everything is written by the one who logs it.
    void finish(Duration patience) {
        lock.lock();
        try {
            if (!finished) {
                boolean begun = thread.getState() != Thread.State.NEW;
                abandoned = begun && !drained(patience);
                finished = true;
                if (!begun) {
                    queue.forEach(this::direct);
                    queue.clear();
                }
                work.signal();
                space.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            try {
                if (!next()) {
                    return;
                }
            } catch (Error _) { // an app has filled the heap: what was in hand is gone, and there is nothing that could be said of it
                done();
            }
        }
    }

    /// Writes what there is. False at the end.
    private boolean next() {
        Deque<LogEntry> batch;
        List<Sink> to;
        List<Sink> close;
        boolean anew;
        long missing;
        lock.lock();
        try {
            while (queue.isEmpty() && !reopen && retired.isEmpty() && lost == 0) {
                if (finished) {
                    return false;
                }
                work.awaitUninterruptibly();
            }
            batch = queue;
            queue = new ArrayDeque<>();
            queued = 0;
            stalled = false;
            space.signalAll();
            missing = lost;
            lost = 0;
            anew = reopen;
            reopen = false;
            to = sinks;
            close = retired;
            retired = List.of();
            writing = true;
        } finally {
            lock.unlock();
        }
        List<LogEntry> entries = new ArrayList<>(batch);
        if (missing > 0) {
            entries.add(own.apply(missing + " lines have been left out: they came faster than they could be written"));
        }
        if (anew) {
            to.forEach(sink -> sink.reopen(this::say));
        }
        to.forEach(sink -> sink.write(entries, this::say));
        close.forEach(sink -> sink.close(this::say));
        done();
        return true;
    }

    private void done() {
        lock.lock();
        try {
            writing = false;
            batches++;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What the writer itself has to say goes the way of all lines.
    private void say(String text) {
        LogEntry entry = own.apply(text);
        lock.lock();
        try {
            queue.add(entry);
            queued += entry.weight();
        } finally {
            lock.unlock();
        }
    }
}
