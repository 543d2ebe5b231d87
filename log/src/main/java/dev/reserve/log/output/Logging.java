package dev.reserve.log.output;

import dev.reserve.log.LogEntry;
import dev.reserve.log.LogJson;
import dev.reserve.log.LogLevel;
import dev.reserve.log.LogText;
import dev.reserve.log.Logs;
import dev.reserve.log.osgi.BundleSink;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/// The log of the process: all that is logged through `java.util.logging`, and what goes that way, is kept for a while and written to where the file says that
/// configures it.
public final class Logging implements Logs, BundleSink {

    private static final String NAME = "reserve.log";
    private static final System.Logger LOG = System.getLogger(NAME);
    /// How long the end of the process waits for an output that takes nothing.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Recent recent = new Recent();
    private final Levels levels = new Levels();
    private final LogHandler handler = new LogHandler(new Origins(), levels, this::keep, this::flush);
    private final LogWriter writer = new LogWriter(List.of(sink(new StandardOutput(), Settings.Form.TEXT)), this::own, LogWriter.ROOM);
    private Path file = Path.of("");
    private Path data = Path.of("");
    private @Nullable Stamp seen;
    private @Nullable Stamp read;

    /// What tells a change of a file.
    private record Stamp(Instant modified, long size, String key) {}

    private Logging() {}

    /// Takes the place of what has been there before. What is logged is kept until [#configure] says where it goes.
    public static Logging install() {
        Logging logging = new Logging();
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(logging.handler);
        return logging;
    }

    /// Reads the file, if it is there, and begins to write.
    ///
    /// @param data the directory that a relative path of a log file begins at
    public synchronized void configure(Path file, Path data) {
        this.file = file;
        this.data = data;
        seen = stamp();
        read = seen;
        if (seen != null) {
            read(true);
        }
        writer.start();
    }

    /// Reads the file anew if it has changed, and has been left alone since the last look. To be called about once a second.
    public synchronized void look() {
        Stamp now = stamp();
        boolean quiet = Objects.equals(now, seen);
        if (now == null && seen != null) {
            LOG.log(System.Logger.Level.WARNING, "{0} is gone; what it said last holds", file);
            read = null;
        }
        seen = now;
        if (now != null && quiet && !now.equals(read)) {
            read = now;
            read(false);
        }
    }

    private @Nullable Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().toInstant(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return null;
        }
    }

    private void read(boolean first) {
        String otherwise = first ? "the defaults hold" : "the last good one stays in force";
        try {
            Settings settings = SettingsFile.read(Files.readAllLines(file));
            writer.use(sinks(settings));
            levels.configure(settings.levels(), String.valueOf(file.getFileName()));
            LOG.log(first ? System.Logger.Level.DEBUG : System.Logger.Level.INFO, "{0} is in force", file);
        } catch (SettingsFile.BadException e) {
            e.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, "{0}: {1}; {2}", file, problem, otherwise));
        } catch (MalformedInputException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: it is not in UTF-8; {1}", file, otherwise);
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} has gone in the meantime", file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}; {2}", file, e, otherwise);
        }
    }

    private List<Sink> sinks(Settings settings) throws SettingsFile.BadException {
        List<Sink> sinks = new ArrayList<>();
        settings.standardOutput().ifPresent(form -> sinks.add(sink(new StandardOutput(), form)));
        if (settings.file().isPresent()) {
            Settings.File to = settings.file().get();
            try {
                sinks.add(sink(RotatingFile.open(data.resolve(to.path()), to.size(), to.count()), to.form()));
            } catch (IOException e) {
                throw new SettingsFile.BadException(List.of("file: " + to.path() + " cannot be opened: " + e));
            }
        }
        return sinks;
    }

    private static Sink sink(Output output, Settings.Form form) {
        Function<LogEntry, String> format = switch (form) {
            case TEXT -> LogText::of;
            case JSON -> LogJson::of;
        };
        return new Sink(output, format);
    }

    private void keep(LogEntry entry) {
        writer.offer(recent.add(entry));
    }

    @Override
    public void log(LogRecord entry, Bundle from, boolean always) {
        LogRecord named = new BundleRecord(entry, from, always);
        for (Handler each : Logger.getLogger("").getHandlers()) {
            each.publish(named);
        }
    }

    /// An entry of what the writer has to say.
    private LogEntry own(String text) {
        return recent.add(new LogEntry(0, Instant.now(), LogLevel.WARN, NAME, null, null, 0, Thread.currentThread().getName(), text, null));
    }

    /// Has log files opened anew by their names.
    public void reopen() {
        writer.reopen();
    }

    /// Waits until what has been logged is written, though not for long if it cannot be.
    public void flush() {
        writer.flush(PATIENCE);
    }

    /// As [#flush], and from then on lines are written by the threads that log them. To be called at the end of the process.
    public void finish() {
        writer.finish(PATIENCE);
    }

    @Override
    public List<LogEntry> after(long sequence) {
        return recent.after(sequence);
    }

    @Override
    public boolean await(long sequence, Duration timeout) throws InterruptedException {
        return recent.await(sequence, timeout);
    }

    @Override
    public List<Setting> levels() {
        return levels.list();
    }

    @Override
    public void set(String name, @Nullable LogLevel level) {
        levels.set(name, level);
        LOG.log(System.Logger.Level.INFO, "level of {0}: {1}, for this run", name, level == null ? "as configured" : level);
    }
}
