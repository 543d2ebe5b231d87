package dev.reserve.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Which versions have answered, and since when.
public final class Progress {

    private final Map<Integer, Long> first = new ConcurrentHashMap<>();
    private volatile int latest = -1;

    /// The newest version that has answered; -1 if none has.
    public int latest() {
        return latest;
    }

    /// How many versions have answered.
    public int versions() {
        return first.size();
    }

    /// Notes that a version has answered.
    void answered(int version) {
        if (version > latest) {
            synchronized (this) {
                if (first.putIfAbsent(version, System.nanoTime()) == null) {
                    latest = Math.max(latest, version);
                    notifyAll();
                }
            }
        }
    }

    /// Waits until a version has answered; when that was, by [System#nanoTime], or empty if it has not in time.
    public synchronized Optional<Long> await(int version, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!first.containsKey(version)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return Optional.ofNullable(first.get(version));
    }
}
