package dev.reserve.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Many questions on each connection, with answers of various lengths, for about half a second.
final class KeptConnections implements Behaviour {

    private static final int QUESTIONS = 100;
    private static final int LENGTH = 32 * 1024;
    private static final long PAUSE = Duration.ofMillis(10).toNanos();

    private final Target target;
    private final Tally tally;
    private final Progress progress;
    private final Patience patience;
    private int turn;

    KeptConnections(Target target, Tally tally, Progress progress, Patience patience) {
        this.target = target;
        this.tally = tally;
        this.progress = progress;
        this.patience = patience;
    }

    @Override
    public void round() throws LossException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int questions = random.nextInt(2, QUESTIONS);
        int asked = 0;
        int first = 0;
        LockSupport.parkNanos(random.nextLong(PAUSE)); // also when all are refused: the rounds of a client without luck are no faster
        try (Conversation conversation = Conversation.open(target, target.addresses().get(turn++ % target.addresses().size()), patience)) {
            while (asked < questions && !conversation.over()) {
                int version = conversation.ask(random.nextInt(LENGTH), ++asked == questions);
                first = asked == 1 ? version : first;
                progress.answered(version);
                LockSupport.parkNanos(random.nextLong(PAUSE));
            }
            conversation.finish();
            tally.served(asked, progress.latest() - first);
        }
    }
}
