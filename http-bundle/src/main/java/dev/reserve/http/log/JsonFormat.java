package dev.reserve.http.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One JSON object for each line. What is not known is left out.
final class JsonFormat implements LineFormat {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    @Override
    public void append(Entry entry, StringBuilder lines) {
        lines.append("{\"time\":\"").append(TIME.format(Instant.ofEpochMilli(entry.time()))).append('"');
        text("client", entry.client(), lines);
        text("method", entry.method(), lines);
        text("target", entry.target(), lines);
        text("protocol", entry.protocol(), lines);
        lines.append(",\"status\":").append(entry.status()).append(",\"bytes\":").append(entry.bytes()).append(",\"micros\":")
                .append(entry.nanos() / 1000);
        text("host", entry.host(), lines);
        text("referer", entry.referer(), lines);
        text("agent", entry.agent(), lines);
        text("id", entry.id(), lines);
        text("app", entry.app(), lines);
        text("version", entry.version(), lines);
        lines.append("}\n");
    }

    private static void text(String key, @Nullable String value, StringBuilder lines) {
        if (value != null) {
            lines.append(",\"").append(key).append("\":\"");
            escape(value, lines);
            lines.append('"');
        }
    }

    private static void escape(String text, StringBuilder lines) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                lines.append('\\').append(next);
            } else if (next >= ' ' && next < 0x7f) {
                lines.append(next);
            } else { // also the line ends of Unicode, and what terminals obey
                lines.append("\\u").append(HEX[next >> 12 & 15]).append(HEX[next >> 8 & 15]).append(HEX[next >> 4 & 15])
                        .append(HEX[next & 15]);
            }
        }
    }
}
