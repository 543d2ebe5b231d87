package dev.reserve.log.output;

import dev.reserve.log.LogEntry;
import dev.reserve.log.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/// Makes entries of records, on the thread that logs: which app it is can be found out there alone.
final class LogHandler extends Handler {

    /// What an entry has at most, of each: one who logs a whole file is not to fill the memory.
    static final int LONGEST = 256 << 10;

    private static final Formatter MESSAGE = new Formatter() {
        @Override
        public String format(LogRecord entry) {
            return formatMessage(entry);
        }
    };

    private final Origins origins;
    private final Levels levels;
    private final JettyLog jetty = new JettyLog();
    private final Consumer<LogEntry> to;
    private final Runnable flush;

    /// @param to gets entries that have no number yet
    /// @param flush waits until they are written
    LogHandler(Origins origins, Levels levels, Consumer<LogEntry> to, Runnable flush) {
        this.origins = origins;
        this.levels = levels;
        this.to = to;
        this.flush = flush;
    }

    @Override
    public void publish(@Nullable LogRecord entry) {
        if (entry == null) {
            return;
        }
        if (entry instanceof BundleRecord named) {
            publish(named);
            return;
        }
        Origin origin = null;
        boolean sorted = levels.dependsOnApp(entry);
        if (sorted) {
            origin = origins.here();
            if (!levels.passes(entry, origin == null ? null : origin.app())) {
                return;
            }
        }
        if (jetty.isLoggable(entry)) {
            publish(entry, sorted ? origin : origins.here());
        }
    }

    /// Whatever the thread: one that is no app's may log for an app that calls it.
    private void publish(BundleRecord entry) {
        Origin own = origins.of(entry.bundle());
        Origin origin = own == null ? origins.here() : own;
        if (entry.always() || !levels.dependsOnApp(entry) || levels.passes(entry, origin == null ? null : origin.app())) {
            to.accept(entry(entry, origin, entry.bundle().getBundleId()));
        }
    }

    private void publish(LogRecord entry, @Nullable Origin origin) {
        to.accept(entry(entry, origin, origin == null ? 0 : origin.bundle()));
    }

    private static LogEntry entry(LogRecord entry, @Nullable Origin origin, long bundle) {
        String logger = entry.getLoggerName();
        Throwable thrown = entry.getThrown();
        return new LogEntry(0, entry.getInstant(), LogLevel.of(entry.getLevel()), logger == null ? "" : logger,
                origin == null ? null : origin.app(), origin == null ? null : origin.version(), bundle, thread(), cut(message(entry)),
                thrown == null ? null : cut(trace(thrown)));
    }

    private static String thread() {
        Thread thread = Thread.currentThread();
        return thread.getName().isEmpty() ? (thread.isVirtual() ? "virtual-" : "thread-") + thread.threadId() : thread.getName();
    }

    private static String message(LogRecord entry) {
        try {
            return String.valueOf(MESSAGE.format(entry));
        } catch (RuntimeException e) { // of an argument's own toString
            return entry.getMessage() + " (an argument of it cannot be shown: " + e.getClass().getName() + ")";
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(trace, true));
        } catch (RuntimeException e) { // of an app's own exception
            trace.append(thrown.getClass().getName()).append(" (it cannot be shown: ").append(e.getClass().getName()).append(")\n");
        }
        return trace.toString();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "… (" + (text.length() - LONGEST) + " characters are left out)"
                        + (text.endsWith("\n") ? "\n" : "");
    }

    @Override
    public void flush() {
        flush.run();
    }

    @Override
    public void close() {
        // the log stays open for what is said at the very end
    }
}
