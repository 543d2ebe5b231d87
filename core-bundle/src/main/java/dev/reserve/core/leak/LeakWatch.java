package dev.reserve.core.leak;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Watches that the class loaders of retired versions go away, and says of one that does not what holds it. Thread-safe.
///
/// It waits for the collections that happen anyway. Only when a loader is overdue does it ask for one (a server with little to do may not
/// have a full one for hours), for all that are overdue together, and not more often than [Timing#nudges] allows. A loader that has outlived
/// [Timing#collections] of them is a leak, and is reported once.
///
/// Nothing here keeps a loader: there are weak references, and names.
public final class LeakWatch implements AutoCloseable {

    private static final Logger LOG = System.getLogger("reserve.leak");
    /// How many holders of a kind are named: a pool may have a thousand threads.
    private static final int NAMED = 10;
    /// One row of numbers for the process, so that a heap dump has no two suspects of one number.
    private static final AtomicInteger IDS = new AtomicInteger();

    private final ScheduledExecutorService scheduler;
    private volatile Timing timing;
    private final List<Holders> places;
    private final ConcurrentSkipListMap<Integer, Suspect> suspects = new ConcurrentSkipListMap<>();
    private final long created = System.nanoTime();
    private long nextNudge = created;
    private @Nullable ScheduledFuture<?> task;
    private boolean closed;

    /// @param deadline how long after its retirement a loader may still be there
    /// @param nudges how far apart the collections are that the watch asks for, at least
    /// @param collections a loader that has outlived so many of them is a leak. A softly reachable object or one with a finalizer outlives one; and
    ///        a concurrent collection of G1 takes for live what is young, so that a loader has to grow old first, which takes up to 15 of them
    ///        (`-XX:MaxTenuringThreshold`)
    public record Timing(Duration deadline, Duration nudges, int collections) {

        public static final Timing DEFAULT = of(Duration.ofSeconds(60));

        /// With so many collections that what is young has grown old, a twentieth of the deadline apart.
        public static Timing of(Duration deadline) {
            // By way of a long: Duration's own division makes all of the big decimals, and is 5 % of a server's start.
            return new Timing(deadline, Duration.ofNanos(deadline.toNanos() / 20), 20);
        }
    }

    /// @param scheduler runs the checks; it stays the caller's to end
    /// @param places where to look for holders, beside what the platform shows
    public LeakWatch(ScheduledExecutorService scheduler, Timing timing, List<Holders> places) {
        this.scheduler = scheduler;
        this.timing = timing;
        this.places = Stream.concat(PlatformHolders.all().stream(), places.stream()).toList();
    }

    /// Puts another timing in force, for loaders that are given to it from now on.
    public void configure(Timing next) {
        timing = next;
    }

    /// Watches the loader of a version that has just been retired.
    public void watch(String what, ClassLoader loader) {
        int id = IDS.incrementAndGet();
        suspects.put(id, new Suspect(id, what, loader, Instant.now(), System.nanoTime() + timing.deadline.toNanos()));
        schedule();
    }

    /// The leaks that there are now.
    public List<Leak> leaks() {
        prune();
        return suspects.values().stream().flatMap(suspect -> suspect.leak().stream()).toList();
    }

    /// How many loaders are still there, whether they are to be called leaks yet or not.
    public int watched() {
        prune();
        return suspects.size();
    }

    /// Finds a shortest way from what keeps objects alive (a thread, a static field …) to a leaking loader, each step a line.
    ///
    /// This stops all threads while the heap is written to a file, so it is for when a person asks.
    ///
    /// @param id of the leak
    /// @param directory for the file, which is about as large as what is on the heap, has everything in it that is, and is removed afterwards
    /// @return empty if the loader has gone
    public Optional<List<String>> explain(int id, Path directory) throws IOException {
        return suspects.containsKey(id) ? HeapPath.find(id, directory) : Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (task != null) {
            task.cancel(false);
        }
        suspects.clear();
    }

    private void prune() {
        suspects.values().removeIf(suspect -> {
            if (suspect.gone() && suspect.leak().isPresent()) {
                LOG.log(Level.INFO, "{0}: its class loader has gone after all", suspect.what());
            }
            return suspect.gone();
        });
    }

    private synchronized void schedule() {
        if (closed || task != null) {
            return;
        }
        suspects.values().stream().filter(suspect -> suspect.leak().isEmpty()).mapToLong(suspect -> suspect.due() - created).min()
                .ifPresent(due -> {
                    long at = Math.max(created + due - System.nanoTime(), nextNudge - System.nanoTime());
                    schedule(Math.max(at, 1));
                });
    }

    /// A scheduler may create its thread now, which inherits the context class loader, and that may just be the one of the retired app.
    private synchronized void schedule(long nanos) {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(LeakWatch.class.getClassLoader());
        try {
            task = scheduler.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no more checks for leaks", e);
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    private void check() {
        try {
            prune();
            long now = System.nanoTime();
            List<Suspect> overdue = suspects.values().stream().filter(suspect -> suspect.leak().isEmpty() && suspect.due() - now <= 0)
                    .toList();
            if (!overdue.isEmpty() && collect()) {
                for (Suspect suspect : overdue) {
                    if (!suspect.gone() && suspect.survive() >= timing.collections) {
                        report(suspect);
                    }
                }
            }
        } catch (RuntimeException | Error e) { // the check's last resort; the next one may find all in order
            LOG.log(Level.ERROR, "the check for leaks failed", e);
        } finally {
            synchronized (this) {
                task = null;
                schedule();
            }
        }
    }

    /// Asks for a collection; whether there was one. With `-XX:+DisableExplicitGC` there is none, and so nothing is known of any loader.
    private boolean collect() {
        WeakReference<Object> probe = new WeakReference<>(new Object());
        System.gc();
        synchronized (this) {
            nextNudge = System.nanoTime() + timing.nudges.toNanos();
        }
        return probe.refersTo(null);
    }

    private void report(Suspect suspect) {
        ClassLoader loader = suspect.get();
        if (loader == null) { // only a finalizer is left
            return;
        }
        List<String> holders = new ArrayList<>();
        for (Holders place : places) {
            try {
                holders.addAll(readable(place.of(loader)));
            } catch (RuntimeException | LinkageError e) { // one place less
                LOG.log(Level.DEBUG, "looking for holders", e);
            }
        }
        Leak leak = suspect.leaks(holders);
        LOG.log(Level.WARNING, "leak {0}: {1} was retired at {2} and its class loader is still there. {3}", leak.id(), leak.what(),
                leak.retired(),
                holders.isEmpty() ? "What holds it is not to be seen without a heap dump" : "Held by " + String.join("; ", holders));
    }

    private static List<String> readable(List<String> holders) {
        List<String> sorted = new ArrayList<>(holders.stream().sorted().distinct().toList());
        int more = sorted.size() - NAMED;
        if (more > 0) {
            String last = sorted.get(NAMED - 1);
            sorted.subList(NAMED, sorted.size()).clear();
            sorted.set(NAMED - 1, last + " (and " + more + " more like it)");
        }
        return sorted;
    }
}
