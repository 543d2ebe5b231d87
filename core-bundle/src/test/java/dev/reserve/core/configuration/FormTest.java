package dev.reserve.core.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {

    @ParameterizedTest
    @CsvSource({"7,7", "1K,1024", "64K,65536", "10M,10485760", "3G,3221225472", "2000000000,2000000000",
        "1099511627776,1099511627776", "1024G,1099511627776"})
    void sizesMayHaveAUnit(String text, long bytes) {
        assertEquals(bytes, Form.bytes(0, 1L << 40).read("size", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5K", "1k", "K", "1KB", "9999999999", "17179869185G", "999999999999999999G",
        "99999999999999999999", "0", "2M"})
    void anythingElseIsNoSize(String text) {
        assertEquals("size=" + text + "; expected a number of bytes from 1 to 1048576, such as 8192, 64K or 10M",
                refusal(Form.bytes(1, 1 << 20), text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "16384,16K", "16385,16385", "67108864,64M", "536870912,512M", "1099511627776,1024G"})
    void aDefaultSizeIsWrittenAsAPersonWould(long bytes, String text) {
        assertEquals(text, Form.bytes(0, Long.MAX_VALUE).writer().apply(bytes));
    }

    @Test
    void aDurationIsInSeconds() {
        assertEquals(Duration.ofMillis(1500), Form.seconds().read("t", " 1.5 "));
        assertEquals("1.5", Form.seconds().writer().apply(Duration.ofMillis(1500)));
        assertEquals("30", Form.seconds().writer().apply(Duration.ofSeconds(30)));
        assertEquals("x=1.2345; expected a number of seconds, such as 30 or 0.5", refusal(Form.seconds(), "1.2345"));
    }

    @Test
    void numbersAreInTheirRange() {
        assertEquals(100, Form.number(1, 100, "percent").read("n", 100));
        assertEquals("x=101; expected a whole number from 1 to 100", refusal(Form.number(1, 100, "percent"), "101"));
        assertEquals("x=99999999999; expected a whole number from 1 to 100", refusal(Form.number(1, 100, "percent"), "99999999999"));
    }

    @Test
    void wordsStandForValues() {
        assertEquals(true, Form.onOff().read("w", "on"));
        assertEquals("x=yes; expected one of on, off", refusal(Form.onOff(), "yes"));
        assertEquals(2, Form.choice(Map.of("one", 1, "two", 2)).read("w", "two"));
        assertEquals("two", Form.choice(Map.of("one", 1, "two", 2)).writer().apply(2));
        assertEquals("x=; expected one of one, two", refusal(Form.choice(Map.of("one", 1, "two", 2)), ""));
    }

    @Test
    void severalValuesAreNotOne() {
        assertEquals("x has several values; expected one of on, off",
                assertThrows(IllegalArgumentException.class, () -> Form.onOff().read("x", List.of("on"))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Form.onOff().read("x", new String[]{"on"}));
    }

    private static String refusal(Form<?> form, String text) {
        String key = form.unit().equals("bytes") ? "size" : "x";
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> form.read(key, text)).getMessage());
    }
}
