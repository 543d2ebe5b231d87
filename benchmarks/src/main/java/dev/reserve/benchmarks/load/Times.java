package dev.reserve.benchmarks.load;

import dev.reserve.benchmarks.report.Windows;
import java.util.Arrays;

/// When the connections of one client began and were answered. For one thread; others may read when that has ended.
public final class Times {

    private long[] begun = new long[1 << 16];
    private long[] answered = new long[1 << 16];
    private int count;

    void add(long start, long end) {
        if (count == begun.length) {
            begun = Arrays.copyOf(begun, 2 * count);
            answered = Arrays.copyOf(answered, 2 * count);
        }
        begun[count] = start;
        answered[count++] = end;
    }

    /// How long those took that began at `from` or later, and met one of the windows or none of them.
    public long[] within(Windows windows, boolean met, long from) {
        long[] taken = new long[count];
        int number = 0;
        for (int i = 0; i < count; i++) {
            if (begun[i] - from >= 0 && windows.meet(begun[i], answered[i]) == met) {
                taken[number++] = answered[i] - begun[i];
            }
        }
        return Arrays.copyOf(taken, number);
    }
}
