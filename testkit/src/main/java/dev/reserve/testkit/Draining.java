package dev.reserve.testkit;

import dev.reserve.core.slot.Drained;
import dev.reserve.testkit.process.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A version that gets nothing new and finishes what it has, up to the deadline of the test; then that is cut. May be used from any thread.
public final class Draining {

    /// What the engine gives those that were cut to end, and the app to close.
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final CompletableFuture<Drained> end;
    private final Deadline deadline;

    Draining(CompletableFuture<Drained> end, Deadline deadline) {
        this.end = end;
        this.deadline = deadline;
    }

    /// Whether its last connection (of a sub-app: its last request) has ended, and the app has been closed.
    public boolean ended() {
        return end.isDone();
    }

    /// Waits until it has ended.
    ///
    /// @return how many connections (of a sub-app: requests) had to be cut
    /// @throws AssertionError if it has not ended some time after they were cut
    public int await() {
        new Deadline(deadline.patience().plus(GRACE)).await("the version has ended", end::isDone, () -> "it is still draining");
        return end.join().cut();
    }
}
