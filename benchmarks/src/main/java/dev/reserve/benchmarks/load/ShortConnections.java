package dev.reserve.benchmarks.load;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// One question on each connection, at a steady pace.
final class ShortConnections implements Behaviour {

    private static final int LENGTH = 256;

    private final Target target;
    private final Tally tally;
    private final Times times;
    private final Progress progress;
    private final Patience patience;
    private final long interval;
    private long next = System.nanoTime();
    private int turn;

    /// @param interval nanoseconds from one to the next; 0 for one after the other
    ShortConnections(Target target, Tally tally, Times times, Progress progress, Patience patience, long interval) {
        this.target = target;
        this.tally = tally;
        this.times = times;
        this.progress = progress;
        this.patience = patience;
        this.interval = interval;
    }

    @Override
    public void round() throws LossException {
        long start = pace();
        int before = progress.latest();
        try (Conversation conversation = Conversation.open(target, target.addresses().get(turn++ % target.addresses().size()), patience)) {
            int version = conversation.ask(ThreadLocalRandom.current().nextInt(LENGTH), true);
            times.add(start, System.nanoTime());
            progress.answered(version);
            if (version < before) {
                throw new LossException(Loss.STALE, "version " + version + " answered after " + before + " had");
            }
            conversation.finish();
            tally.served(1, 0);
        }
    }

    private long pace() {
        long now = System.nanoTime();
        if (interval > 0) {
            next = Math.max(next + interval, now - 20 * interval); // does not make up for more than this
            while (next - now > 0) {
                LockSupport.parkNanos(next - now);
                now = System.nanoTime();
            }
        }
        return now;
    }
}
