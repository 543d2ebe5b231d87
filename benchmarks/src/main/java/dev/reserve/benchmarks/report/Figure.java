package dev.reserve.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// What one server did under one load.
///
/// @param perSecond requests answered per second
/// @param cpuNanos processor time of the server for each request
/// @param systemNanos of that, in the kernel
/// @param p99 latency, in nanoseconds
/// @param errors of any kind
public record Figure(long perSecond, long cpuNanos, long systemNanos, long p99, long errors) {

    /// Each figure by itself: the median of the rounds; errors are summed up.
    public static Figure median(List<Figure> rounds) {
        return new Figure(median(rounds, Figure::perSecond), median(rounds, Figure::cpuNanos), median(rounds, Figure::systemNanos),
                median(rounds, Figure::p99), rounds.stream().mapToLong(Figure::errors).sum());
    }

    private static long median(List<Figure> rounds, ToLongFunction<Figure> figure) {
        return Quantiles.of(rounds.stream().mapToLong(figure).toArray()).median();
    }

    /// Nanoseconds as microseconds.
    public static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d requests/s, CPU %s µs each (%s in the kernel), p99 %s ms, %d errors", perSecond,
                micros(cpuNanos), micros(systemNanos), Quantiles.millis(p99), errors);
    }
}
