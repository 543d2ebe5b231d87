package dev.reserve.core.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/// An entry as a line of text: `TIME SEQUENCE KIND KEY=VALUE … #CRC32C`, the checksum being that of the bytes before ` #`.
///
/// A value that is more than a plain word stands in `"…"`, where a backslash escapes; so an entry never has a line break in it, whatever it says.
final class Line {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@,+%-[]";
    private static final int CHECKSUM = " #00000000".length();
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final HexFormat HEX = HexFormat.of();

    private Line() {}

    /// The line, with its line feed.
    static byte[] encode(Entry entry) {
        StringBuilder text = new StringBuilder(200);
        TIME.formatTo(entry.at(), text);
        text.append(' ').append(entry.sequence()).append(' ').append(word(entry.kind()));
        entry.fields().forEach((key, value) -> quote(value, text.append(' ').append(word(key)).append('=')));
        int checksum = checksum(text.toString().getBytes(UTF_8));
        text.append(" #").append(HEX.toHexDigits(checksum)).append('\n');
        return text.toString().getBytes(UTF_8);
    }

    /// @param line without its line feed
    /// @throws IllegalArgumentException if it is damaged; says how
    static Entry decode(byte[] line) {
        int end = line.length - CHECKSUM;
        if (end < 0 || line[end] != ' ' || line[end + 1] != '#') {
            throw new IllegalArgumentException("it does not end with a checksum");
        }
        String written = new String(line, end + 2, 8, UTF_8);
        byte[] body = Arrays.copyOf(line, end);
        if (!HEX.toHexDigits(checksum(body)).equals(written)) {
            throw new IllegalArgumentException("its checksum is not " + written);
        }
        try {
            return parse(new String(body, UTF_8));
        } catch (DateTimeException | IndexOutOfBoundsException e) { // written by something else, with a right checksum
            throw new IllegalArgumentException("it is not an entry: " + e.getMessage(), e);
        }
    }

    private static Entry parse(String text) {
        String[] head = text.split(" ", 4);
        Map<String, String> fields = new LinkedHashMap<>();
        String rest = head.length == 4 ? head[3] : "";
        int i = 0;
        while (i < rest.length()) {
            int equals = rest.indexOf('=', i);
            StringBuilder value = new StringBuilder();
            int next = unquote(rest, equals + 1, value);
            fields.put(rest.substring(i, equals), value.toString());
            i = next + 1;
        }
        return new Entry(Long.parseLong(head[1]), Instant.parse(head[0]), head[2], fields);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static String word(String word) {
        if (word.isEmpty() || !word.chars().allMatch(c -> PLAIN.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("not a plain word: " + word);
        }
        return word;
    }

    private static void quote(String value, StringBuilder text) {
        if (!value.isEmpty() && value.chars().allMatch(c -> PLAIN.indexOf(c) >= 0)) {
            text.append(value);
            return;
        }
        text.append('"');
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> text.append('\\').appendCodePoint(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                        text.append("\\u").append(HEX.toHexDigits((char) c));
                    } else {
                        text.appendCodePoint(c);
                    }
                }
            }
        });
        text.append('"');
    }

    /// Appends the value that starts at `start`; returns the index behind it.
    private static int unquote(String text, int start, StringBuilder value) {
        if (start == text.length() || text.charAt(start) != '"') {
            int blank = text.indexOf(' ', start);
            int end = blank < 0 ? text.length() : blank;
            value.append(text, start, end);
            return end;
        }
        int i = start + 1;
        while (text.charAt(i) != '"') {
            char c = text.charAt(i++);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = text.charAt(i++);
            switch (escaped) {
                case 'n' -> value.append('\n');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append((char) HexFormat.fromHexDigits(text, i, i + 4));
                    i += 4;
                }
                default -> value.append(escaped);
            }
        }
        return i + 1;
    }
}
