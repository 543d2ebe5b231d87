package dev.reserve.core.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void aLineReadsAsAnOperatorExpects() {
        Entry entry = new Entry(7, AT, "rejected", Map.of("reason", "no \"launch\"\nat all"));
        String line = new String(Line.encode(entry), UTF_8);
        assertEquals("2026-01-02T03:04:05.000Z 7 rejected reason=\"no \\\"launch\\\"\\nat all\" #", line.substring(0, line.length() - 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", " ", "a b", "a=b", "\"", "\\", "\\u", "\r\n\t\0\u001b\u0085\u2028", "Ümläut 🎉", "\ud83c",
        "x\udf89y",
        "#12345678", "'a b' \"c\""})
    void everyValueComesBackAsItWas(String value) {
        Entry entry = new Entry(1, AT, "kind", Map.of("key", value));
        byte[] line = Line.encode(entry);
        assertEquals(1, new String(line, UTF_8).lines().count());
        assertEquals(entry, Line.decode(Arrays.copyOf(line, line.length - 1)));
    }

    @Test
    void aLineWithAnyByteChangedIsRefused() {
        byte[] line = Line.encode(new Entry(1, AT, "kind", Map.of("key", "some value")));
        for (int i = 0; i < line.length - 1; i++) {
            byte[] changed = Arrays.copyOf(line, line.length - 1);
            changed[i] ^= 1;
            assertThrows(IllegalArgumentException.class, () -> Line.decode(changed));
        }
    }
}
