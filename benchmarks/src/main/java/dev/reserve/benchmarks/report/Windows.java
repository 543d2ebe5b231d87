package dev.reserve.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/// Stretches of time, one after the other, in which something was in progress.
public final class Windows {

    private record Window(long start, long end) {}

    private final List<Window> windows = new ArrayList<>();

    /// Adds a window; it must not begin before the one before has ended.
    public void add(long start, long end) {
        if (end - start < 0 || (!windows.isEmpty() && start - windows.getLast().end < 0)) {
            throw new IllegalArgumentException("a window from " + start + " to " + end + " after " + windows);
        }
        windows.add(new Window(start, end));
    }

    /// Whether something that went on from `start` to `end` met one of them.
    public boolean meet(long start, long end) {
        int low = 0;
        int high = windows.size();
        while (low < high) { // the first window that ends after the start
            int middle = (low + high) >>> 1;
            if (windows.get(middle).end - start < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < windows.size() && windows.get(low).start - end <= 0;
    }
}
