package dev.reserve.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;

/// The spread of measured times, all in nanoseconds. All are 0 if there are none.
public record Quantiles(int count, long median, long p99, long max) {

    public static Quantiles of(long[] nanos) {
        if (nanos.length == 0) {
            return new Quantiles(0, 0, 0, 0);
        }
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Quantiles(sorted.length, at(sorted, 50), at(sorted, 99), sorted[sorted.length - 1]);
    }

    /// The smallest value that so many percent of all are not above (the nearest rank).
    private static long at(long[] sorted, int percent) {
        return sorted[(int) ((sorted.length * (long) percent + 99) / 100) - 1];
    }

    /// Nanoseconds as milliseconds.
    public static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
    }
}
