package dev.reserve.wsgi.crew;

import java.time.Duration;
import java.util.Collection;

/// How many workers there should be: one more when all have had more to do than they can for a while, one less when one fewer would have done for longer.
final class Scaling {

    private static final long UP = Duration.ofMillis(500).toNanos();
    private static final long DOWN = Duration.ofSeconds(30).toNanos();

    private final int fewest;
    private final int most;
    private final int threads;
    private long busySince;
    private long idleSince;

    Scaling(int fewest, int most, int threads) {
        this.fewest = fewest;
        this.most = most;
        this.threads = threads;
    }

    /// To be asked again and again.
    ///
    /// @param waiting requests that no worker has
    int wanted(int now, Collection<Worker> workers, int waiting, long time) {
        int taken = workers.stream().mapToInt(worker -> worker.link().load().taken()).sum();
        int room = (int) workers.stream().filter(worker -> !worker.isLeaving()).count() * threads;
        return wanted(now, taken + waiting, room, time);
    }

    int wanted(int now, int requests, int room, long time) {
        if (requests <= room) {
            busySince = time;
        }
        if (requests > room - threads) {
            idleSince = time;
        }
        if (now < most && busySince != 0 && time - busySince > UP) {
            busySince = time;
            return now + 1;
        }
        if (now > fewest && idleSince != 0 && time - idleSince > DOWN) {
            idleSince = time;
            return now - 1;
        }
        if (busySince == 0) {
            busySince = time;
        }
        if (idleSince == 0) {
            idleSince = time;
        }
        return now;
    }
}
