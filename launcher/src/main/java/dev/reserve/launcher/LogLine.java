package dev.reserve.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import org.jspecify.annotations.Nullable;

/// One line per record: `2026-11-22T17:01:02.123Z INFO  deployer chat.jar: admitted`. A stack trace follows when there is one.
final class LogLine extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord entry) {
        StringWriter text = new StringWriter();
        text.append(TIME.format(entry.getInstant())).append(' ').append(level(entry.getLevel())).append(' ');
        text.append(shortName(entry.getLoggerName())).append(' ');
        // A record is a line: what a client or a file name smuggles in must not look like another one.
        text.append(String.valueOf(formatMessage(entry)).replace("\r", "\\r").replace("\n", "\\n")).append('\n');
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(text, true));
        }
        return text.toString();
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        return value >= Level.WARNING.intValue() ? "WARN " : value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String shortName(@Nullable String logger) {
        String name = logger == null || logger.isEmpty() ? "root" : logger;
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
