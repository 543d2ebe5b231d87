package dev.reserve.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of the log, as text alone: it keeps nothing of an app in memory.
///
/// @param sequence one more than that of the line before it
/// @param logger the name of the logger; empty for the root
/// @param app the app that it comes from, or null if none is known: then it is the server's own
/// @param version the first digits of the app's content, with which the ids of its versions begin; null if there is no app
/// @param bundle the id of the bundle that it comes from; 0, that of the framework, if none is known
/// @param thread its name, or `virtual-` and its number
/// @param trace the stack trace, if there is one, of several lines
public record LogEntry(long sequence, Instant time, LogLevel level, String logger, @Nullable String app, @Nullable String version,
        long bundle, String thread, String message, @Nullable String trace) {

    /// The same with another number.
    public LogEntry numbered(long number) {
        return new LogEntry(number, time, level, logger, app, version, bundle, thread, message, trace);
    }

    /// How many characters it takes, roughly.
    public int weight() {
        return 100 + logger.length() + message.length() + (trace == null ? 0 : trace.length());
    }
}
