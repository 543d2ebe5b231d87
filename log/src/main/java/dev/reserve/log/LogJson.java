package dev.reserve.log;

import org.jspecify.annotations.Nullable;

/// One JSON object per entry, on one line. What is absent is left out.
public final class LogJson {

    private LogJson() {}

    /// With the line feed at its end.
    public static String of(LogEntry entry) {
        StringBuilder json = new StringBuilder("{");
        member(json, "time", entry.time().toString());
        member(json, "level", entry.level().name());
        member(json, "logger", entry.logger().isEmpty() ? Logs.ROOT : entry.logger());
        member(json, "app", entry.app());
        member(json, "version", entry.version());
        member(json, "thread", entry.thread());
        member(json, "message", entry.message());
        member(json, "exception", entry.trace());
        return json.append("}\n").toString();
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(json.length() > 1 ? ",\"" : "\"").append(name).append("\":\"");
            value.chars().forEach(c -> character(json, (char) c));
            json.append('"');
        }
    }

    private static void character(StringBuilder json, char c) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                // The last two end a line for some readers.
                if (c < 0x20 || c == 0x7f || c == 0x2028 || c == 0x2029) {
                    json.append(String.format("\\u%04x", (int) c));
                } else {
                    json.append(c);
                }
            }
        }
    }
}
