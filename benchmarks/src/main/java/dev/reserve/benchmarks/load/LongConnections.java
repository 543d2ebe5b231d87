package dev.reserve.benchmarks.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/// A connection to each version, which goes on until so many further versions have taken over. A question now and then on all of them.
final class LongConnections implements Behaviour {

    private static final long PAUSE = Duration.ofMillis(20).toNanos();
    private static final int LENGTH = 1024;

    private record Open(Conversation conversation, long since) {}

    private final Target target;
    private final Tally tally;
    private final Progress progress;
    private final Patience patience;
    private final int swaps;
    private final long age;
    private final Deque<Open> open = new ArrayDeque<>();
    private int asked;

    /// @param swaps how many a connection sees
    /// @param age after which a connection is ended in any case
    LongConnections(Target target, Tally tally, Progress progress, Patience patience, int swaps, Duration age) {
        this.target = target;
        this.tally = tally;
        this.progress = progress;
        this.patience = patience;
        this.swaps = swaps;
        this.age = age.toNanos();
    }

    @Override
    public void round() throws LossException {
        LockSupport.parkNanos(PAUSE);
        if (open.isEmpty() || open.getLast().conversation.version() < progress.latest()) {
            Open next = new Open(Conversation.open(target, target.addresses().getFirst(), patience), System.nanoTime());
            open.addLast(next);
        }
        for (Open each : open) {
            ask(each);
        }
        while (!open.isEmpty() && isOver(open.getFirst())) {
            finish(open.getFirst());
        }
    }

    @Override
    public void rest() throws LossException {
        while (!open.isEmpty()) {
            finish(open.getFirst());
        }
    }

    private void ask(Open each) throws LossException {
        try {
            progress.answered(each.conversation.ask(asked++ % LENGTH, false));
        } catch (LossException e) {
            open.remove(each);
            each.conversation.close();
            throw e;
        }
    }

    private boolean isOver(Open each) {
        return progress.latest() - each.conversation.version() >= swaps || System.nanoTime() - each.since > age;
    }

    private void finish(Open each) throws LossException {
        open.remove(each);
        try (Conversation conversation = each.conversation) {
            conversation.finish();
            tally.served(conversation.questions(), progress.latest() - conversation.version());
        }
    }
}
