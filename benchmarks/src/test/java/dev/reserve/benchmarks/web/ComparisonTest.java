package dev.reserve.benchmarks.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.benchmarks.report.Figure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private record Fake(String id) implements Contender<HttpWorkload> {

        @Override
        public String name(HttpWorkload workload) {
            return id + " with " + workload.id();
        }

        @Override
        public boolean takes(HttpWorkload workload) {
            return true;
        }

        @Override
        public WebServer start(HttpWorkload workload, Path directory) {
            throw new UnsupportedOperationException();
        }
    }

    private final Comparison<HttpWorkload> comparison = new Comparison<>(HttpWorkload.HELLO, "nginx");

    @BeforeEach
    void threeRounds() {
        for (int cpu : new int[]{30_000, 9_000, 12_000}) {
            comparison.add(new Fake("mine"), 64, figure(cpu, 0));
        }
        for (int cpu : new int[]{8_000, 8_100, 900_000}) {
            comparison.add(new Fake("nginx"), 64, figure(cpu, 0));
        }
    }

    private static Figure figure(long cpuNanos, long errors) {
        return new Figure(45_678, cpuNanos, 1_000, 2_340_000, errors);
    }

    @Test
    void theMedianOfTheRoundsIsComparedWithThatOfNginx() {
        assertTrue(comparison.toString().contains("| mine with hello                            | 12.0 (1.48×) |"), comparison.toString());
        assertTrue(comparison.toString().contains("| nginx with hello                           | 8.1 (1.00×)  |"), comparison.toString());
        assertTrue(comparison.toString().contains("| 45,678 (1.00×) |"), comparison.toString());
        assertTrue(comparison.toString().contains("| 2.3 |"), comparison.toString());
    }

    @Test
    void columnsAreNumbersOfConnections() {
        comparison.add(new Fake("mine"), 16, figure(5_000, 0));
        comparison.add(new Fake("nginx"), 16, figure(10_000, 0));
        assertTrue(comparison.toString().contains("| mine with hello                            | 5.0 (0.50×)  | 12.0 (1.48×) |"),
                comparison.toString());
    }

    @Test
    void anErrorInAnyRoundIsSaid() {
        assertEquals(List.of(), comparison.errors());
        comparison.add(new Fake("mine"), 64, figure(9_000, 3));
        assertEquals(List.of("3 errors of mine with 64 connections"), comparison.errors());
    }

    @Test
    void withoutNginxThereIsNothingToCompareWith() {
        Comparison<HttpWorkload> alone = new Comparison<>(HttpWorkload.HELLO, "nginx");
        alone.add(new Fake("mine"), 64, figure(9_000, 0));
        assertTrue(alone.toString().contains("| 9.0 |"), alone.toString());
    }
}
