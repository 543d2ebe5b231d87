package dev.reserve.core.slot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbationTest {

    private static final Probation RULES = new Probation(5, Duration.ofMinutes(10), 50, 3);

    private final Version<Serving> version = new Version<>("test-1", new Serving() {

        @Override
        public String unit() {
            return "connections";
        }

        @Override
        public void drain() {}

        @Override
        public int cut() {
            return 0;
        }

        @Override
        public void close() {}
    });

    private static final class Garbage extends IOException implements ClientFault {

        private static final long serialVersionUID = 1;
    }

    @Test
    void faultsOfClientsCountAsFailuresAndProveNothing() {
        for (int i = 0; i < 20; i++) {
            fail(new Garbage());
        }
        assertEquals(20, version.failed());
        assertTrue(version.lastFailure().contains("Garbage"));
        assertEquals(Optional.empty(), RULES.failure(version));
        assertFalse(RULES.passed(version, Duration.ZERO));
    }

    @Test
    void faultsOfClientsDoNotHideFailuresOfTheVersion() {
        for (int i = 0; i < 3; i++) {
            fail(new IllegalStateException("no table"));
            fail(new Garbage());
            fail(new Garbage());
        }
        assertEquals(Optional.of("3 of 3 connections failed, the last with java.lang.IllegalStateException: no table"),
                RULES.failure(version));
    }

    private void fail(Exception cause) {
        assertTrue(version.enter());
        version.countFailure(cause);
        version.leave();
    }
}
