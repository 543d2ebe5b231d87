package dev.reserve.log.osgi;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

/// The Log Service as one bundle has it.
///
/// @param bundle that has it
record BundleLog(Bundle bundle, BundleSink sink) implements LogService {

    @Override
    public Logger getLogger(String name) {
        return getLogger(bundle, name, Logger.class);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> loggerType) {
        return getLogger(bundle, name, loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> loggerType) {
        return getLogger(bundle, type.getName(), loggerType);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle from, String name, Class<L> loggerType) {
        if (!loggerType.equals(Logger.class) && !loggerType.equals(FormatterLogger.class)) {
            throw new IllegalArgumentException(loggerType.getName() + " is no type of a logger; expected Logger or FormatterLogger");
        }
        Format format = loggerType.equals(FormatterLogger.class) ? Format.PRINTF : Format.BRACES;
        return loggerType.cast(new BundleLogger(from, name, format, sink));
    }

    // Of the time before there were loggers, and what many bundles still call.

    @Override
    @Deprecated
    public void log(int level, @Nullable String message) {
        log(null, level, message, null);
    }

    @Override
    @Deprecated
    public void log(int level, @Nullable String message, @Nullable Throwable exception) {
        log(null, level, message, exception);
    }

    @Override
    @Deprecated
    public void log(@Nullable ServiceReference<?> reference, int level, @Nullable String message) {
        log(reference, level, message, null);
    }

    @Override
    @Deprecated
    public void log(@Nullable ServiceReference<?> reference, int level, @Nullable String message, @Nullable Throwable exception) {
        LogLevel as = switch (level) {
            case LOG_ERROR -> LogLevel.ERROR;
            case LOG_WARNING -> LogLevel.WARN;
            case LOG_INFO -> LogLevel.INFO;
            case LOG_DEBUG -> LogLevel.DEBUG;
            default -> LogLevel.TRACE;
        };
        // The name is the specification's.
        new BundleLogger(bundle, "LogService." + bundle.getSymbolicName(), Format.BRACES, sink).log(as,
                new Format.Said(String.valueOf(message), exception, reference));
    }
}
