package dev.reserve.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void aQuantileIsTheValueThatSoManyPercentAreNotAbove() {
        assertEquals(new Quantiles(1000, 500, 990, 1000), Quantiles.of(LongStream.rangeClosed(1, 1000).map(i -> 1001 - i).toArray()));
        assertEquals(new Quantiles(1, 5, 5, 5), Quantiles.of(new long[]{5}));
        assertEquals(new Quantiles(3, 2, 3, 3), Quantiles.of(new long[]{3, 1, 2}));
    }

    @Test
    void ofNothingAllAreZero() {
        assertEquals(new Quantiles(0, 0, 0, 0), Quantiles.of(new long[0]));
    }
}
