package dev.reserve.log.osgi;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LoggerConsumer;

/// A logger of a bundle. Its level is that of the logger of `java.util.logging` with its name, and so what `etc/logging.cfg` sets.
final class BundleLogger implements FormatterLogger {

    private final Bundle bundle;
    private final String name;
    private final Format format;
    private final BundleSink sink;
    private final java.util.logging.Logger levels;

    BundleLogger(Bundle bundle, String name, Format format, BundleSink sink) {
        this.bundle = bundle;
        this.name = name;
        this.format = format;
        this.sink = sink;
        // Who logs to the root of all loggers has not said where from: with the bundle's name it can be told, and given a level of its own.
        levels = java.util.logging.Logger.getLogger(name.equals(ROOT_LOGGER_NAME) ? String.valueOf(bundle.getSymbolicName()) : name);
    }

    @Override
    public String getName() {
        return name;
    }

    private boolean passes(LogLevel level) {
        return level == LogLevel.AUDIT || levels.isLoggable(of(level));
    }

    /// What is for audits is a line like another, except that no level keeps it out.
    private static Level of(LogLevel level) {
        return switch (level) {
            case AUDIT, INFO -> Level.INFO;
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case DEBUG -> Level.FINE;
            case TRACE -> Level.FINER;
        };
    }

    void log(LogLevel level, Format.Said said) {
        if (passes(level)) {
            ServiceReference<?> reference = said.reference();
            LogRecord entry = new LogRecord(of(level), said.message() + (reference == null ? "" : " (service " + reference + ")"));
            entry.setLoggerName(levels.getName());
            entry.setSourceClassName(null); // otherwise it looks for the caller
            entry.setThrown(said.thrown());
            sink.log(entry, bundle, level == LogLevel.AUDIT);
        }
    }

    private void log(LogLevel level, @Nullable String pattern, @Nullable Object... arguments) {
        if (passes(level)) {
            log(level, format.said(pattern, arguments));
        }
    }

    @Override
    public void audit(@Nullable String message) {
        log(LogLevel.AUDIT, message);
    }

    @Override
    public void audit(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.AUDIT, pattern, argument);
    }

    @Override
    public void audit(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.AUDIT, pattern, one, two);
    }

    @Override
    public void audit(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.AUDIT, pattern, arguments);
    }

    @Override
    public boolean isTraceEnabled() {
        return passes(LogLevel.TRACE);
    }

    @Override
    public void trace(@Nullable String message) {
        log(LogLevel.TRACE, message);
    }

    @Override
    public void trace(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.TRACE, pattern, argument);
    }

    @Override
    public void trace(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.TRACE, pattern, one, two);
    }

    @Override
    public void trace(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.TRACE, pattern, arguments);
    }

    @Override
    public <E extends Exception> void trace(LoggerConsumer<E> consumer) throws E {
        if (passes(LogLevel.TRACE)) {
            consumer.accept(this);
        }
    }

    @Override
    public boolean isDebugEnabled() {
        return passes(LogLevel.DEBUG);
    }

    @Override
    public void debug(@Nullable String message) {
        log(LogLevel.DEBUG, message);
    }

    @Override
    public void debug(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.DEBUG, pattern, argument);
    }

    @Override
    public void debug(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.DEBUG, pattern, one, two);
    }

    @Override
    public void debug(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.DEBUG, pattern, arguments);
    }

    @Override
    public <E extends Exception> void debug(LoggerConsumer<E> consumer) throws E {
        if (passes(LogLevel.DEBUG)) {
            consumer.accept(this);
        }
    }

    @Override
    public boolean isInfoEnabled() {
        return passes(LogLevel.INFO);
    }

    @Override
    public void info(@Nullable String message) {
        log(LogLevel.INFO, message);
    }

    @Override
    public void info(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.INFO, pattern, argument);
    }

    @Override
    public void info(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.INFO, pattern, one, two);
    }

    @Override
    public void info(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.INFO, pattern, arguments);
    }

    @Override
    public <E extends Exception> void info(LoggerConsumer<E> consumer) throws E {
        if (passes(LogLevel.INFO)) {
            consumer.accept(this);
        }
    }

    @Override
    public boolean isWarnEnabled() {
        return passes(LogLevel.WARN);
    }

    @Override
    public void warn(@Nullable String message) {
        log(LogLevel.WARN, message);
    }

    @Override
    public void warn(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.WARN, pattern, argument);
    }

    @Override
    public void warn(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.WARN, pattern, one, two);
    }

    @Override
    public void warn(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.WARN, pattern, arguments);
    }

    @Override
    public <E extends Exception> void warn(LoggerConsumer<E> consumer) throws E {
        if (passes(LogLevel.WARN)) {
            consumer.accept(this);
        }
    }

    @Override
    public boolean isErrorEnabled() {
        return passes(LogLevel.ERROR);
    }

    @Override
    public void error(@Nullable String message) {
        log(LogLevel.ERROR, message);
    }

    @Override
    public void error(@Nullable String pattern, @Nullable Object argument) {
        log(LogLevel.ERROR, pattern, argument);
    }

    @Override
    public void error(@Nullable String pattern, @Nullable Object one, @Nullable Object two) {
        log(LogLevel.ERROR, pattern, one, two);
    }

    @Override
    public void error(@Nullable String pattern, @Nullable Object... arguments) {
        log(LogLevel.ERROR, pattern, arguments);
    }

    @Override
    public <E extends Exception> void error(LoggerConsumer<E> consumer) throws E {
        if (passes(LogLevel.ERROR)) {
            consumer.accept(this);
        }
    }
}
