package dev.reserve.http.limits;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.junit.jupiter.api.Test;

class FrameRateTest {

    private long now = 5;
    private final FrameRate rate = new FrameRate(new HttpSettings.Http2(128, 3, 5), () -> now);

    @Test
    void resetsAndOthersAreCountedApart() {
        for (int i = 0; i < 3; i++) {
            assertTrue(rate.onEvent(new ResetFrame(1, 8)));
        }
        for (int i = 0; i < 5; i++) {
            assertTrue(rate.onEvent(new PingFrame(false)));
        }
        assertFalse(rate.onEvent(new ResetFrame(1, 8)));
        assertFalse(rate.onEvent(new PingFrame(false)));
    }

    @Test
    void everySecondIsANewOne() {
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 3; j++) {
                assertTrue(rate.onEvent(new ResetFrame(1, 8)));
            }
            now += 1_000_000_000;
        }
    }
}
