package dev.reserve.log.osgi;

import dev.reserve.log.LogEntry;
import dev.reserve.log.Logs;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogLevel;

/// A line of the log as the Log Service shows it.
///
/// @param context of the framework
record ReadEntry(LogEntry entry, BundleContext context) implements org.osgi.service.log.LogEntry {

    @Override
    public Bundle getBundle() {
        Bundle bundle = context.getBundle(entry.bundle());
        return bundle != null ? bundle : GoneBundle.of(entry.bundle(), entry.app() == null ? "bundle " + entry.bundle() : entry.app());
    }

    /// It would hold on to a bundle: the message has its text.
    @Override
    @SuppressWarnings("NullAway") // the interface has no annotations; it may be null
    public @Nullable ServiceReference<?> getServiceReference() {
        return null;
    }

    @Override
    @Deprecated
    @SuppressWarnings({"EnumOrdinal", "InlineMeSuggester"}) // that is what it is, by the specification
    public int getLevel() {
        return getLogLevel().ordinal();
    }

    @Override
    public LogLevel getLogLevel() {
        return switch (entry.level()) {
            case TRACE -> LogLevel.TRACE;
            case DEBUG -> LogLevel.DEBUG;
            case INFO -> LogLevel.INFO;
            case WARN -> LogLevel.WARN;
            case ERROR, OFF -> LogLevel.ERROR;
        };
    }

    @Override
    public String getMessage() {
        return entry.message();
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public @Nullable Throwable getException() {
        return entry.trace() == null ? null : new LoggedException(entry.trace());
    }

    @Override
    public long getTime() {
        return entry.time().toEpochMilli();
    }

    @Override
    public String getLoggerName() {
        return entry.logger().isEmpty() ? Logs.ROOT : entry.logger();
    }

    @Override
    public long getSequence() {
        return entry.sequence();
    }

    @Override
    public String getThreadInfo() {
        return entry.thread();
    }

    /// Not known: finding it out takes longer than logging.
    @Override
    @SuppressWarnings("NullAway") // as above
    public @Nullable StackTraceElement getLocation() {
        return null;
    }
}
