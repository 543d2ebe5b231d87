package dev.reserve.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Clients, each on a thread of its own, that come again and again until they are stopped, and note what is lost.
public final class Clients implements AutoCloseable {

    private final Progress progress;
    private final Duration patience;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Tally> tallies = new CopyOnWriteArrayList<>();
    private final List<Times> times = new CopyOnWriteArrayList<>();
    private final List<Patience> waits = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final Object gate = new Object();
    private boolean paused;
    private int resting;
    private volatile boolean stopped;

    /// @param patience how long an answer may take
    public Clients(Progress progress, Duration patience) {
        this.progress = progress;
        this.patience = patience;
        Thread.ofPlatform().daemon().name("patience").start(this::look);
    }

    /// Adds clients that ask one question on each connection.
    ///
    /// @param rate connections a second, by all of them together; 0 for as many as can be
    public Clients shortConnections(int number, Target target, int rate) {
        Tally tally = tally("short, " + target.name());
        long interval = rate == 0 ? 0 : number * 1_000_000_000L / rate;
        for (int i = 0; i < number; i++) {
            Times own = new Times();
            times.add(own);
            start(tally, new ShortConnections(target, tally, own, progress, wait(patience), interval));
        }
        return this;
    }

    /// Adds clients that ask many questions on each connection.
    public Clients keptConnections(int number, Target target) {
        Tally tally = tally("kept open, " + target.name());
        for (int i = 0; i < number; i++) {
            start(tally, new KeptConnections(target, tally, progress, wait(patience)));
        }
        return this;
    }

    /// Adds clients whose connections live for so many swaps, or for 20 seconds.
    public Clients longConnections(int number, Target target, int swaps) {
        Tally tally = tally("long-lived, " + target.name());
        for (int i = 0; i < number; i++) {
            start(tally, new LongConnections(target, tally, progress, wait(patience), swaps, Duration.ofSeconds(20)));
        }
        return this;
    }

    public List<Tally> tallies() {
        return List.copyOf(tallies);
    }

    /// When the short connections began and were answered, by client. To be read after [#stop].
    public List<Times> times() {
        return List.copyOf(times);
    }

    /// How many connections have come in.
    public long connections() {
        return tallies.stream().mapToLong(tally -> tally.served() + tally.lost()).sum();
    }

    public long lost() {
        return tallies.stream().mapToLong(Tally::lost).sum();
    }

    /// Has all clients end their connections, and waits until they have.
    public void pause() throws InterruptedException {
        synchronized (gate) {
            paused = true;
            while (resting < threads.size()) {
                gate.wait(100);
                check();
            }
        }
    }

    public void resume() {
        synchronized (gate) {
            paused = false;
            gate.notifyAll();
        }
    }

    /// Has all clients end their connections, and go.
    public void stop() throws InterruptedException {
        stopped = true;
        resume();
        for (Thread thread : threads) {
            thread.join();
        }
        check();
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    private Tally tally(String name) {
        Tally tally = new Tally(name);
        tallies.add(tally);
        return tally;
    }

    private Patience wait(Duration limit) {
        Patience next = new Patience(limit);
        waits.add(next);
        return next;
    }

    private void start(Tally tally, Behaviour behaviour) {
        threads.add(Thread.ofPlatform().daemon().name(tally.name()).start(() -> run(tally, behaviour)));
    }

    private void run(Tally tally, Behaviour behaviour) {
        try {
            while (!stopped) {
                attempt(tally, behaviour::round);
                rest(tally, behaviour);
            }
            endAll(tally, behaviour);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the program ends
        } catch (RuntimeException | Error e) { // a client that ends for a fault of its own must not go unnoticed: the run is worth nothing
            broken.compareAndSet(null, e);
        }
    }

    private interface Step {
        void take() throws LossException;
    }

    private static boolean attempt(Tally tally, Step step) {
        try {
            step.take();
            return true;
        } catch (LossException e) {
            Thread.interrupted(); // that of our patience
            tally.lost(e);
            return false;
        }
    }

    private static void endAll(Tally tally, Behaviour behaviour) {
        boolean all;
        do {
            all = attempt(tally, behaviour::rest);
        } while (!all);
    }

    private void rest(Tally tally, Behaviour behaviour) throws InterruptedException {
        synchronized (gate) {
            if (!paused) {
                return;
            }
        }
        endAll(tally, behaviour);
        synchronized (gate) {
            resting++;
            gate.notifyAll();
            while (paused) {
                gate.wait();
            }
            resting--;
        }
    }

    private void check() {
        Throwable cause = broken.get();
        if (cause != null) {
            throw new IllegalStateException("a client has broken down", cause);
        }
    }

    private void look() {
        try {
            while (!stopped || threads.stream().anyMatch(Thread::isAlive)) {
                Thread.sleep(100);
                waits.forEach(Patience::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
