package dev.reserve.core.slot;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/// One launched instance of what a slot serves with, and the count of those inside it.
///
/// Entering is one compare-and-set, which fails once the version is closed to new ones: so there is no moment in which somebody is inside
/// a version that believes it is empty. All methods may be called from any thread.
public final class Version<S extends Serving> {

    private static final long CLOSED = Long.MIN_VALUE;

    private final String id;
    private final S serving;
    /// The number inside, and in its sign whether the version is closed to new ones: one word, so that both change as one.
    private final AtomicLong gate = new AtomicLong();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final LongAdder accepted = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final CompletableFuture<Drained> retired = new CompletableFuture<>();
    private volatile String lastFailure = "";
    private volatile @Nullable Runnable leaving;
    private volatile Consumer<VersionState> stateWatcher = _ -> {};
    private volatile VersionState state = new VersionState.Launched(Instant.now());
    /// Since when it is in this state, by the clock that does not jump.
    private volatile long stateNanos = System.nanoTime();

    public Version(String id, S serving) {
        this.id = id;
        this.serving = serving;
    }

    public String id() {
        return id;
    }

    public S serving() {
        return serving;
    }

    public VersionState state() {
        return state;
    }

    /// How long it has been in this state.
    public Duration inState() {
        return Duration.ofNanos(System.nanoTime() - stateNanos);
    }

    /// How many have entered since the launch.
    public long accepted() {
        return accepted.sum();
    }

    /// How many of them have left.
    public long ended() {
        return accepted() - open();
    }

    /// How many are inside.
    public long open() {
        return gate.get() & ~CLOSED;
    }

    /// How many left by a failure.
    public long failed() {
        return failed.sum();
    }

    /// How many of these failures were faults of the client.
    public long faults() {
        return faults.sum();
    }

    /// How many were ended by force.
    public long cut() {
        return cut.sum();
    }

    /// Completes when the version is retired, never exceptionally.
    public CompletableFuture<Drained> retired() {
        return retired.copy();
    }

    /// Takes one more in, who has to [#leave]; false if the version is closed to new ones.
    boolean enter() {
        long now;
        do {
            now = gate.get();
            if (now < 0) {
                return false;
            }
        } while (!gate.compareAndSet(now, now + 1));
        accepted.increment();
        return true;
    }

    /// One who entered leaves, after whatever end.
    public void leave() {
        if (gate.decrementAndGet() == CLOSED) {
            empty.countDown();
        }
        Runnable watcher = leaving;
        if (watcher != null) {
            watcher.run();
        }
    }

    /// Counts a failure of one who is inside. Keeps no more of the cause than its text.
    public void countFailure(Throwable cause) {
        boolean clients = cause instanceof ClientFault;
        if (clients) {
            faults.increment(); // before it counts as a failure, so as never to be taken for one of the version's
        }
        failed.increment(); // before the text, which memory may be too short for
        if (!clients || lastFailure.isEmpty()) {
            lastFailure = cause.toString();
        }
    }

    /// What the last failure said, if possible one that was no fault of a client; empty if there was none.
    public String lastFailure() {
        return lastFailure;
    }

    void becomeCurrent() {
        if (!(state instanceof VersionState.Current)) {
            change(new VersionState.Current(Instant.now()));
        }
    }

    void becomeStandby() {
        change(new VersionState.Standby(Instant.now()));
    }

    void becomeCanary() {
        if (!(state instanceof VersionState.Canary)) {
            change(new VersionState.Canary(Instant.now()));
        }
    }

    /// Has `watcher` told every state that the version comes to from now on, on the thread that brings it there. It must not wait.
    public void watchState(Consumer<VersionState> watcher) {
        stateWatcher = watcher;
    }

    private void change(VersionState next) {
        stateNanos = System.nanoTime();
        state = next;
        stateWatcher.accept(next);
    }

    /// Has `watcher` run whenever somebody has left, on the thread that left; none if null. It must not wait.
    public void watchLeaving(@Nullable Runnable watcher) {
        leaving = watcher;
    }

    /// Closes the version to new ones and tells those inside. False if that has been done before.
    boolean startDraining() {
        long before = gate.getAndUpdate(now -> now | CLOSED);
        if (before < 0) {
            return false;
        }
        if (before == 0) {
            empty.countDown();
        }
        change(new VersionState.Draining(Instant.now()));
        serving.drain();
        return true;
    }

    boolean awaitEmpty(Duration timeout) throws InterruptedException {
        return empty.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Ends those inside by force, at whatever time; how many.
    public int cutAll() {
        int number = serving.cut();
        cut.add(number);
        return number;
    }

    void retire(Drained outcome) {
        change(new VersionState.Retired(Instant.now(), outcome));
        retired.complete(outcome);
    }

    @Override
    public String toString() {
        return id + " (" + state.label() + ")";
    }
}
