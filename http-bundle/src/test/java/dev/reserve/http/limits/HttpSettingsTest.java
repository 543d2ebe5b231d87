package dev.reserve.http.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.SettingTable;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {

    private static HttpSettings settings(Map<String, String> values) {
        return HttpSettings.of(new Keys(new SettingTable("test", false, "", "", HttpSettings.SETTINGS), values));
    }

    @Test
    void everythingIsLimitedByDefault() {
        HttpSettings settings = settings(Map.of());
        assertEquals(new HttpSettings.Head(16384, 200, 8192, Duration.ofSeconds(20)), settings.head());
        assertEquals(new HttpSettings.Body(67108864, Duration.ofSeconds(30), 500), settings.body());
        assertEquals(new HttpSettings.Http2(128, 100, 100), settings.http2());
        assertEquals(new HttpSettings.WebSocket(65536, 65536, Duration.ofMinutes(5)), settings.webSocket());
        assertEquals(Duration.ofSeconds(60), settings.idleTimeout());
        assertEquals(500, settings.responseRate());
        assertEquals(10_000, settings.requestsPerConnection());
    }

    @Test
    void zeroIsNoLimit() {
        HttpSettings settings = settings(
                Map.of("header.count", "0", "uri.bytes", "0", "body.bytes", "0", "header.timeout", "0",
                        "body.rate", "0", "h2.resets", "0", "requests.per.connection", "0", "websocket.message.bytes", "0"));
        assertEquals(Integer.MAX_VALUE, settings.head().count());
        assertEquals(Integer.MAX_VALUE, settings.head().uriBytes());
        assertEquals(Long.MAX_VALUE, settings.body().bytes());
        assertTrue(settings.head().timeout().toNanos() > Duration.ofDays(365).toNanos());
        assertEquals(0, settings.body().rate());
        assertEquals(Integer.MAX_VALUE, settings.http2().resets());
        assertEquals(Integer.MAX_VALUE, settings.requestsPerConnection());
        assertEquals(Long.MAX_VALUE, settings.webSocket().messageBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "header.bytes|10|header.bytes=10; expected a number of bytes from 1024 to 1048576, such as 8192, 64K or 10M",
        "header.timeout|soon|header.timeout=soon; expected a number of seconds, such as 30 or 0.5",
        "h2.streams|0|h2.streams=0; expected a whole number from 1 to 999999999"})
    void aBadKeyIsNamedWithWhatWasExpected(String key, String value, String message) {
        assertEquals(message,
                assertThrows(IllegalArgumentException.class, () -> settings(Map.of(key, value))).getMessage());
    }
}
