package dev.reserve.http.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {

    private static final long TIME = Instant.parse("2026-03-04T05:06:07.089Z").toEpochMilli();

    private static Entry entry(String target, @Nullable String agent) {
        return new Entry(TIME, 1_234_567_890, "192.0.2.1", "GET", target, "HTTP/1.1", 200, 42, "shop.example", null, agent, "id-1", "shop",
                "0123abcd-7");
    }

    private static String combined(Entry entry) {
        StringBuilder lines = new StringBuilder();
        new CombinedFormat(ZoneOffset.ofHours(1)).append(entry, lines);
        return lines.toString();
    }

    private static String json(Entry entry) {
        StringBuilder lines = new StringBuilder();
        new JsonFormat().append(entry, lines);
        return lines.toString();
    }

    @Test
    void combinedIsWhatOtherServersWriteAndMoreAtItsEnd() {
        assertEquals(
                "192.0.2.1 - - [04/Mar/2026:06:06:07 +0100] \"GET /a?b=c HTTP/1.1\" 200 42 \"-\" \"curl\" \"shop.example\" \"id-1\" 1.234567"
                        + " \"shop\" \"0123abcd-7\"\n",
                combined(entry("/a?b=c", "curl")));
    }

    @Test
    void jsonLeavesOutWhatIsNotKnown() {
        assertEquals("{\"time\":\"2026-03-04T05:06:07.089Z\",\"client\":\"192.0.2.1\",\"method\":\"GET\",\"target\":\"/a?b=c\","
                + "\"protocol\":\"HTTP/1.1\",\"status\":200,\"bytes\":42,\"micros\":1234567,\"host\":\"shop.example\",\"id\":\"id-1\","
                + "\"app\":\"shop\",\"version\":\"0123abcd-7\"}\n", json(entry("/a?b=c", null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\n127.0.0.1 - - faked", "\u001b[31mred", "\" 200 1 \"", "\\", "\0", "\u007f", "\u0085", "\u2028",
        "\ud83d\ude00", "\ud83d",
        "\u00e9"})
    void nothingInARequestMakesAnotherLineOrLeavesItsQuotes(String trick) {
        for (String line : new String[]{combined(entry("/" + trick, trick)), json(entry("/" + trick, trick))}) {
            assertTrue(line.chars().allMatch(next -> (next >= ' ' && next < 0x7f) || next == '\n'), line);
            assertEquals(line.length() - 1, line.indexOf('\n'), line);
        }
        String quoted = combined(entry("/", trick)).split("\"-\" \"", -1)[1];
        String end = "\" \"shop.example\" \"id-1\" 1.234567 \"shop\" \"0123abcd-7\"\n";
        assertTrue(quoted.endsWith(end), quoted);
        assertTrue(quoted.substring(0, quoted.length() - end.length()).matches("(?:[^\"\\\\]|\\\\[\"\\\\]|\\\\x[0-9a-f]{2})*"), quoted);
    }

    @Test
    void whatIsEscapedCanBeReadBack() {
        assertTrue(combined(entry("/", "é\"\\\n")).contains("\"\\xc3\\xa9\\\"\\\\\\x0a\""));
        assertTrue(json(entry("/", "é\"\\\n")).contains("\"\\u00e9\\\"\\\\\\u000a\""));
    }
}
