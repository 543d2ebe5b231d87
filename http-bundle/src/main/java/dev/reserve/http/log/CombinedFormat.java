package dev.reserve.http.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The combined format that web servers have in common, and at the end of the line: host, request id, seconds, app and version.
final class CombinedFormat implements LineFormat {

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final long MICROS = 1_000_000;

    private final DateTimeFormatter time;
    private long second = Long.MIN_VALUE;
    private String secondText = "";

    CombinedFormat(ZoneId zone) {
        time = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(zone);
    }

    @Override
    public void append(Entry entry, StringBuilder lines) {
        lines.append(entry.client()).append(" - - [").append(time(entry.time())).append("] \"");
        escape(entry.method(), lines);
        lines.append(' ');
        escape(entry.target(), lines);
        lines.append(' ').append(entry.protocol()).append("\" ").append(entry.status()).append(' ').append(entry.bytes());
        quote(entry.referer(), lines);
        quote(entry.agent(), lines);
        quote(entry.host(), lines);
        quote(entry.id(), lines);
        long micros = entry.nanos() / 1000;
        lines.append(' ').append(micros / MICROS).append('.').append(Long.toString(MICROS + micros % MICROS), 1, 7);
        quote(entry.app(), lines);
        quote(entry.version(), lines);
        lines.append('\n');
    }

    private String time(long millis) {
        long now = Math.floorDiv(millis, 1000);
        if (now != second) {
            second = now;
            secondText = time.format(Instant.ofEpochSecond(now));
        }
        return secondText;
    }

    private static void quote(@Nullable String text, StringBuilder lines) {
        lines.append(" \"");
        escape(text == null ? "-" : text, lines);
        lines.append('"');
    }

    /// What is not plain ASCII, or could end the quotes, as its bytes in UTF-8.
    private static void escape(String text, StringBuilder lines) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '"' || next == '\\') {
                lines.append('\\').append(next);
            } else if (next >= ' ' && next < 0x7f) {
                lines.append(next);
            } else {
                int end = Character.isHighSurrogate(next) && i + 1 < text.length() ? i + 2 : i + 1;
                for (byte each : text.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                    lines.append("\\x").append(HEX[each >> 4 & 15]).append(HEX[each & 15]);
                }
                i = end - 1;
            }
        }
    }
}
