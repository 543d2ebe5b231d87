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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Brings what is appended to a journal onto the disk, on a thread of its own: tries again what fails, and replaces the file by a shorter one
/// when it has become long.
final class JournalWriter implements Runnable {

    private static final Logger LOG = System.getLogger("reserve.journal");
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    private final Journal journal;
    private final Path path;
    private final Journal.Limits limits;
    private final InstantSource clock;
    private final Recovery found;
    private final JournalFile file;
    private long compactAt;
    private long gapsUpTo;
    private boolean failing;
    private long loggedAt;

    /// @param found what was in the file when the journal was opened
    JournalWriter(Journal journal, Path path, Journal.Limits limits, InstantSource clock, Recovery found) {
        this.journal = journal;
        this.path = path;
        this.limits = limits;
        this.clock = clock;
        this.found = found;
        this.file = new JournalFile(path);
        this.compactAt = limits.bytes();
        this.gapsUpTo = found.damaged() ? found.last() : found.gapsUpTo(); // what is missing now has been reported
    }

    @Override
    public void run() {
        try {
            begin();
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
            if (!journal.awaitWork(failing ? OptionalLong.of(RETRY_NANOS) : OptionalLong.empty())) {
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

    private void begin() {
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

    private void attempt() {
        List<Entry> pending = journal.pending();
        try {
            if (!file.sound()) {
                compact();
            } else if (!pending.isEmpty()) {
                file.append(lines(pending));
                journal.written(pending.getLast().sequence());
            } else {
                journal.written(0);
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
                compactAt = file.size() + limits.bytes();
                LOG.log(Level.WARNING, "{0}: cannot be made shorter: {1}", path, e.toString());
            }
        }
    }

    /// Replaces the file by one with only what is needed, what has not been written yet included.
    private void compact() throws IOException {
        List<Entry> all = journal.entries();
        List<Entry> kept = retained(all);
        long upTo = all.isEmpty() ? journal.durable() : all.getLast().sequence();
        noteGaps(all, kept);
        List<Entry> lines = new ArrayList<>();
        lines.add(new Entry(0, clock.instant().truncatedTo(ChronoUnit.MILLIS), Recovery.HEADER,
                Map.of(Recovery.HEADER_GAPS, Long.toString(gapsUpTo))));
        lines.addAll(kept);
        file.replace(lines(lines));
        compactAt = Math.max(limits.bytes(), 2 * file.size());
        journal.forget(kept, upTo);
        journal.written(upTo);
    }

    private void failed(Exception e) {
        long now = System.nanoTime();
        if (!failing || now - loggedAt > LOG_NANOS) {
            LOG.log(Level.ERROR, "{0}: cannot be written, trying again: {1}", path, e.toString());
            loggedAt = now;
        }
        failing = true;
        List<Entry> all = journal.entries();
        journal.notWritten();
        if (all.size() > limits.unwritten()) {
            List<Entry> kept = retained(all);
            noteGaps(all, kept);
            journal.forget(kept, all.getLast().sequence());
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

    /// Below the last entry that was dropped on purpose, a number that is missing in the file is nothing to report.
    private void noteGaps(List<Entry> all, List<Entry> kept) {
        Set<Entry> there = Set.copyOf(kept);
        all.stream().filter(entry -> !there.contains(entry)).forEach(entry -> gapsUpTo = Math.max(gapsUpTo, entry.sequence()));
    }

    private List<Entry> retained(List<Entry> all) {
        Set<Entry> needed = LastGood.of(all).needed();
        long recent = all.isEmpty() ? 0 : all.get(Math.max(0, all.size() - limits.history())).sequence();
        return all.stream().filter(entry -> entry.sequence() >= recent || needed.contains(entry)).toList();
    }

    private static byte[] lines(Collection<Entry> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(entry -> bytes.writeBytes(Line.encode(entry)));
        return bytes.toByteArray();
    }
}
