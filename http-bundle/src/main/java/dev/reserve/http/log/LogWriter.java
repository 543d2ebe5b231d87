package dev.reserve.http.log;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/// Writes entries on a thread of its own. Who has an entry never waits: what does not fit into the queue is left out, counted, and said in the server's log.
final class LogWriter {

    private static final Logger LOG = System.getLogger("reserve.http.access");

    /// How many bytes, roughly, the queue may take.
    static final long ROOM = 8 << 20;
    /// How long entries are gathered, so that many are written at once, and who brings one does not have to wake the thread each time.
    private static final Duration GATHER = Duration.ofMillis(20);
    /// How often it is said that entries are lost.
    private static final Duration COMPLAIN = Duration.ofSeconds(10);
    private static final int BATCH = 64 << 10;

    private final LineFormat format;
    private final LogFile file;
    private final long room;
    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final LongAdder lost = new LongAdder();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean reopen;
    private volatile boolean closed;
    private long complained;
    private long said;
    private boolean torn;

    LogWriter(LineFormat format, LogFile file, long room) {
        this.format = format;
        this.file = file;
        this.room = room;
        this.thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
    }

    LogWriter start() {
        complained = System.nanoTime() - COMPLAIN.toNanos();
        thread.start();
        return this;
    }

    void offer(Entry entry) {
        int weight = entry.weight();
        if (queued.get() > room) {
            lost.increment();
            return;
        }
        queued.addAndGet(weight);
        queue.add(entry);
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /// How many entries have been left out so far.
    long lost() {
        return lost.sum();
    }

    /// Has the file opened anew by its name, soon.
    void reopen() {
        reopen = true;
        LockSupport.unpark(thread);
    }

    /// Writes what there is, and ends.
    void close() throws InterruptedException {
        closed = true;
        LockSupport.unpark(thread);
        thread.join();
    }

    private void run() {
        StringBuilder lines = new StringBuilder();
        for (;;) {
            boolean last = closed;
            if (reopen) {
                reopen = false;
                openAgain();
            }
            write(lines);
            complain();
            if (last) {
                end();
                return;
            }
            idle.set(true);
            if (queue.isEmpty() && !closed && !reopen) {
                if (lost.sum() > said) {
                    LockSupport.parkNanos(this, COMPLAIN.toNanos());
                } else {
                    LockSupport.park(this);
                }
            }
            idle.set(false);
            if (!closed && !reopen) {
                LockSupport.parkNanos(this, GATHER.toNanos());
            }
        }
    }

    private void write(StringBuilder lines) {
        int entries = 0;
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            queued.addAndGet(-entry.weight());
            format.append(entry, lines);
            entries++;
            if (lines.length() >= BATCH) {
                write(lines, entries);
                entries = 0;
            }
        }
        if (entries > 0) {
            write(lines, entries);
        }
    }

    private void write(StringBuilder lines, int entries) {
        if (torn) {
            lines.insert(0, '\n');
        }
        try {
            file.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
            torn = false;
        } catch (IOException e) {
            torn = true; // a part may have been written
            lost.add(entries);
            if (mayComplain()) {
                LOG.log(Level.ERROR, "cannot write the access log to {0}: {1}", file, e.toString());
                complained = System.nanoTime() - COMPLAIN.toNanos(); // how many are lost is said as well
            }
        }
        lines.setLength(0);
    }

    private boolean mayComplain() {
        return System.nanoTime() - complained >= COMPLAIN.toNanos();
    }

    private void complain() {
        long now = lost.sum();
        if (now > said && (mayComplain() || closed)) {
            LOG.log(Level.WARNING, "{0} requests are missing in the access log: they came faster than it could be written", now - said);
            said = now;
            complained = System.nanoTime();
        }
    }

    private void openAgain() {
        try {
            file.reopen();
            LOG.log(Level.INFO, "the access log is written to {0}, opened again", file);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot open {0} again: {1}; the access log goes on in the file that is open", file, e.toString());
        }
    }

    private void end() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "closing the access log: {0}", e.toString());
        }
    }
}
