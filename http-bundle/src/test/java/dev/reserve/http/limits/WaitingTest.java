package dev.reserve.http.limits;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WaitingTest {

    private static final long LONG = Long.MAX_VALUE / 2;

    private final Waiting waiting = new Waiting();

    @Test
    void itIsForAHeadFromItsFirstByteOn() {
        assertFalse(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
        waiting.arrived();
        assertTrue(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
        assertFalse(waiting.isHeadOverdue(System.nanoTime(), LONG));
        assertTrue(waiting.headComplete());
        assertFalse(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
        waiting.arrived();
        assertTrue(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
    }

    @Test
    void itBeginsAnewWithWhatWasNoPartOfAHead() {
        waiting.restart();
        assertFalse(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
        waiting.arrived();
        long before = System.nanoTime();
        waiting.restart();
        assertFalse(waiting.isHeadOverdue(before + 5, 10));
        assertTrue(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
    }

    @Test
    void whatHasBeenGivenUpStaysSo() {
        assertFalse(waiting.giveUp());
        waiting.arrived();
        assertTrue(waiting.giveUp());
        assertFalse(waiting.giveUp());
        assertTrue(waiting.isTooLong());
        assertFalse(waiting.headComplete());
        waiting.arrived();
        assertFalse(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
    }

    @Test
    void aConnectionOfSeveralRequestsIsNotWaitedFor() {
        waiting.arrived();
        waiting.multiplexed();
        waiting.arrived();
        assertFalse(waiting.isHeadOverdue(System.nanoTime() + LONG, 10));
    }
}
