package dev.reserve.core.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    @ParameterizedTest
    @CsvSource({"7,7", "1K,1024", "64K,65536", "10M,10485760", "3G,3221225472"})
    void sizesMayHaveAUnit(String text, long bytes) {
        assertEquals(bytes, new Keys(Map.of("size", text)).bytes("size", 0, 0, 1L << 40));
    }

    @Test
    void aSizeThatIsNotThereIsTheDefault() {
        assertEquals(5, new Keys(Map.of()).bytes("size", 5, 0, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5K", "1k", "K", "1KB", "9999999999", "0", "2M"})
    void anythingElseIsRefused(String text) {
        assertEquals("size=" + text + "; expected a number of bytes from 1 to 1048576, such as 8192, 64K or 10M",
                assertThrows(IllegalArgumentException.class, () -> new Keys(Map.of("size", text)).bytes("size", 5, 1, 1 << 20))
                        .getMessage());
    }
}
