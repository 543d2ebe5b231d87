package dev.reserve.wsgi.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadTest {

    private static final long MICROSECOND = TimeUnit.MICROSECONDS.toNanos(1);

    private final Load load = new Load(2);
    private long now = 1;

    private int places() {
        int places = 0;
        while (load.reserve()) {
            places++;
        }
        for (int i = 0; i < places; i++) {
            load.release();
        }
        return places;
    }

    private void serve(int requests, long each) {
        for (int i = 0; i < requests; i++) {
            long began = now;
            now += each;
            load.ended(1, began, now);
        }
    }

    @Test
    void closedItHasNoPlace() {
        assertEquals(0, places());
        load.open();
        assertEquals(2, places());
        load.close();
        assertEquals(0, places());
    }

    @Test
    void atFirstThereAreAsManyPlacesAsThreads() {
        load.open();
        assertTrue(load.reserve());
        assertEquals(1, load.weight());
        assertTrue(load.reserve());
        assertFalse(load.reserve());
        assertEquals(Integer.MAX_VALUE, load.weight());
        load.release();
        assertTrue(load.reserve());
    }

    @Test
    void whatIsQuickIsSentAhead() {
        load.open();
        serve(1_000, 10 * MICROSECOND);
        assertTrue(places() > 50, places() + " places");
    }

    @Test
    void afterASlowOneNothingIsSentAheadForAWhile() {
        load.open();
        serve(1_000, 10 * MICROSECOND);
        serve(1, 50_000 * MICROSECOND);
        assertEquals(2, places());
        serve(30, 10 * MICROSECOND);
        assertEquals(2, places());
        serve(1_000, 10 * MICROSECOND);
        assertTrue(places() > 50, places() + " places");
    }

    @Test
    void aSlowOneAmongQuickOnesThatEndTogetherIsSeen() {
        load.open();
        serve(1_000, 10 * MICROSECOND);
        long began = now;
        now += 5_000 * MICROSECOND;
        load.ended(64, began, now);
        assertEquals(2, places());
    }

    @Test
    void whatWaitsForItsClientHasNoPlace() {
        load.open();
        assertTrue(load.reserve());
        assertTrue(load.reserve());
        load.release();
        assertTrue(load.reserve());
        load.resume(); // it goes on, though its place has been given away
        assertEquals(3, load.taken());
        load.release();
        assertFalse(load.reserve());
    }
}
