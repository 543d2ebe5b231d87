package dev.reserve.benchmarks.wrk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one run of wrk says at its end.
///
/// @param requests that were answered
/// @param nanos how long it took
/// @param p50 the latency that half of them were not above, in nanoseconds
/// @param p99 the same for 99 of 100
/// @param socketErrors of all kinds: connect, read, write, timeout
/// @param otherStatus answers with a status that is neither 2xx nor 3xx
public record WrkReport(long requests, long nanos, long p50, long p99, long socketErrors, long otherStatus) {

    private static final Pattern TOTAL = Pattern.compile("(?m)^ *(\\d+) requests in ([\\d.]+)(us|ms|s|m|h),");
    private static final Pattern P50 = quantile("50%");
    private static final Pattern P99 = quantile("99%");
    private static final Pattern SOCKET_ERRORS = Pattern
            .compile("(?m)^ *Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)$");
    private static final Pattern OTHER_STATUS = Pattern.compile("(?m)^ *Non-2xx or 3xx responses: (\\d+)$");

    private static Pattern quantile(String percent) {
        return Pattern.compile("(?m)^ *" + percent + " +([\\d.]+)(us|ms|s|m|h) *$");
    }

    /// @param output of `wrk --latency`
    /// @throws IllegalArgumentException if it is not a report
    public static WrkReport parse(String output) {
        Matcher total = find(TOTAL, output);
        return new WrkReport(Long.parseLong(total.group(1)), nanos(total.group(2), total.group(3)), time(P50, output), time(P99, output),
                sum(SOCKET_ERRORS.matcher(output)), sum(OTHER_STATUS.matcher(output)));
    }

    private static long time(Pattern pattern, String output) {
        Matcher matcher = find(pattern, output);
        return nanos(matcher.group(1), matcher.group(2));
    }

    private static Matcher find(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalArgumentException("expected a report of wrk --latency with " + pattern + ", found " + output.strip());
        }
        return matcher;
    }

    /// Of a line that is only there if there is something to count.
    private static long sum(Matcher line) {
        long sum = 0;
        if (line.find()) {
            for (int i = 1; i <= line.groupCount(); i++) {
                sum += Long.parseLong(line.group(i));
            }
        }
        return sum;
    }

    private static long nanos(String number, String unit) {
        return Math.round(Double.parseDouble(number) * switch (unit) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        });
    }

    public long perSecond() {
        return Math.round(requests * 1e9 / nanos);
    }

    /// All that went wrong.
    public long errors() {
        return socketErrors + otherStatus;
    }
}
