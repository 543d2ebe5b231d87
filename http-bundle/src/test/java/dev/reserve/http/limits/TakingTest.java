package dev.reserve.http.limits;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TakingTest {

    private static final long SECOND = 1_000_000_000;
    private static final int RATE = 100;

    private final Taking taking = new Taking();

    @Test
    void onlyTheTimeWithoutRoomCounts() {
        taking.room(false, 0);
        taking.room(true, SECOND);
        assertFalse(taking.isTooSlow(100 * SECOND, 10 * SECOND, RATE));
        taking.room(false, 100 * SECOND);
        assertFalse(taking.isTooSlow(108 * SECOND, 10 * SECOND, RATE));
        assertTrue(taking.isTooSlow(109 * SECOND, 10 * SECOND, RATE));
    }

    @Test
    void whoTakesEnoughIsNotTooSlow() {
        taking.room(false, 0);
        taking.took(10 * RATE);
        assertFalse(taking.isTooSlow(10 * SECOND, 10 * SECOND, RATE));
    }

    @Test
    void whatWasTakenBeforeIsNoCredit() {
        taking.room(false, 0);
        taking.took(1000 * RATE);
        assertFalse(taking.isTooSlow(10 * SECOND, 10 * SECOND, RATE));
        taking.took(10 * RATE - 1);
        assertTrue(taking.isTooSlow(20 * SECOND, 10 * SECOND, RATE));
    }

    @Test
    void aLittleNowAndThenIsTooSlow() {
        for (int second = 0; second < 10; second++) {
            taking.room(false, second * SECOND);
            taking.took(1);
            taking.room(true, (second + 1) * SECOND);
        }
        taking.room(false, 10 * SECOND);
        assertTrue(taking.isTooSlow(11 * SECOND, 10 * SECOND, RATE));
    }

    @Test
    void withoutALimitNobodyIsTooSlow() {
        taking.room(false, 0);
        assertFalse(taking.isTooSlow(1000 * SECOND, 10 * SECOND, 0));
    }
}
