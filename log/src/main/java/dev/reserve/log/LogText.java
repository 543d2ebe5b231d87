package dev.reserve.log;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// One line per entry: `2026-11-22T17:01:02.123Z INFO  Shop sold a hat [shop 1a2b3c4d]`. A stack trace follows when there is one.
public final class LogText {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private LogText() {}

    /// With the line feed at its end.
    public static String of(LogEntry entry) {
        StringBuilder text = new StringBuilder();
        TIME.formatTo(entry.time(), text);
        text.append(' ').append(entry.level().name()).append(entry.level().name().length() < 5 ? "  " : " ")
                .append(shortName(entry.logger()))
                .append(' ');
        entry.message().chars().forEach(c -> character(text, (char) c));
        if (entry.app() != null) {
            text.append(" [").append(entry.app()).append(' ').append(entry.version()).append(']');
        }
        text.append('\n');
        if (entry.trace() != null) {
            text.append(entry.trace());
        }
        return text.toString();
    }

    /// An entry is a line: what a client or a file name smuggles in must not look like another one, nor tell a terminal what to do.
    private static void character(StringBuilder text, char c) {
        if (c == '\n') {
            text.append("\\n");
        } else if (c == '\r') {
            text.append("\\r");
        } else if ((c < 0x20 && c != '\t') || c == 0x7f) {
            text.append(String.format("\\x%02x", (int) c));
        } else {
            text.append(c);
        }
    }

    private static String shortName(String logger) {
        return logger.isEmpty() ? Logs.ROOT : logger.substring(logger.lastIndexOf('.') + 1);
    }
}
