package dev.reserve.core.scheduling;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Has the work of a deployment done in the background for a moment: its threads, and the JVM's compilers, which have new classes to see to, run only when no
/// thread that serves wants the processor. Otherwise a connection that comes in mid-swap waits for whole time slices of theirs.
///
/// The moment is short, and another comes only after a pause: on a machine whose processors are never idle this work would else never be done. Where the
/// kernel does not let a thread come back to the foreground (it takes root, `CAP_SYS_NICE`, or a limit `RLIMIT_NICE` of 20) nothing is done at all.
///
/// What a thread in the background starts is there too: other threads until the moment is over, processes for good. So code of apps stays outside.
///
/// One for the process, as its compilers are. For any thread.
public final class Background {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    private static final Background PROCESS = new Background(Background::linux, () -> Thread.sleep(100), Duration.ofMillis(100));
    private static final int LOOKS = 100;

    private final Supplier<@Nullable Scheduler> kernel;
    private final Moment moment;
    private final Duration pause;
    private boolean known;
    private volatile @Nullable Scheduler scheduler;
    /// As they were at the end of the last moment.
    private volatile List<Integer> compilers = List.of();
    private volatile boolean lasts;
    private long next = System.nanoTime();

    /// Returns when it is over.
    interface Moment {
        void pass() throws InterruptedException;
    }

    /// @param kernel asked once, when it is first needed; gives nothing where there is no such scheduler
    /// @param moment while the work stays in the background
    /// @param pause  for how long at least it is in the foreground then
    Background(Supplier<@Nullable Scheduler> kernel, Moment moment, Duration pause) {
        this.kernel = kernel;
        this.moment = moment;
        this.pause = pause;
    }

    /// Begins a moment in which the calling thread, the compilers, and the threads that [#start] starts are in the background.
    public static void begin() {
        PROCESS.enter();
    }

    /// Starts a daemon thread, in the background if this is such a moment.
    public static Thread start(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).start(() -> PROCESS.run(Policy.IDLE, task));
    }

    /// Starts a daemon thread outside, for code of apps.
    public static Thread startOutside(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name(name).start(() -> PROCESS.run(Policy.NORMAL, task));
    }

    void enter() {
        Scheduler present = beginning();
        if (present != null) {
            makeWay(present);
        }
    }

    /// Null if no moment begins.
    private synchronized @Nullable Scheduler beginning() {
        Scheduler present = lasts || System.nanoTime() - next < 0 ? null : scheduler();
        if (present != null) {
            lasts = true;
            compilers.stream().filter(present::isCompiler).forEach(compiler -> present.treat(compiler, Policy.IDLE));
            Thread.ofPlatform().daemon().name("background").start(() -> last(present)); // before this thread goes, as it is to be outside
        }
        return present;
    }

    void run(Policy policy, Runnable task) {
        go(policy);
        task.run();
    }

    private void go(Policy policy) {
        Scheduler present = lasts ? scheduler : null;
        if (present != null) {
            if (policy == Policy.IDLE) {
                makeWay(present);
            } else {
                present.treat(present.current(), policy);
            }
        }
    }

    /// Has the calling thread in the background, and those go first that wait for its processor already: the kernel sees to these at its next tick only.
    /// Not under the lock that the end of the moment needs, as it may be long until the thread runs again.
    @SuppressWarnings("ThreadPriorityCheck") // to be scheduled anew is what it is for
    private void makeWay(Scheduler present) {
        present.treat(present.current(), Policy.IDLE);
        if (lasts) {
            Thread.yield();
        } else { // over just now: nobody else may bring it back
            present.treat(present.current(), Policy.NORMAL);
        }
    }

    /// Itself in the foreground: where others never leave a processor alone, what has gone could not come back else.
    private void last(Scheduler present) {
        if (compilers.isEmpty()) {
            compilers = present.compilers();
            compilers.forEach(compiler -> present.treat(compiler, Policy.IDLE));
        }
        try {
            moment.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        compilers = present.compilers(); // for the next moment: to look for them takes a while
        synchronized (this) {
            lasts = false;
            next = System.nanoTime() + pause.toNanos();
        }
        for (int i = 0; i < LOOKS && !allBack(present); i++) {
            // once more: what was on its way back may have started others, and ended
        }
    }

    private static boolean allBack(Scheduler present) {
        boolean all = true;
        for (int thread : present.threads()) {
            Optional<Policy> policy = present.policy(thread);
            if (!policy.equals(Optional.of(Policy.NORMAL)) && !policy.equals(Optional.of(Policy.OTHER))) {
                all = false;
                present.treat(thread, Policy.NORMAL);
            }
        }
        return all;
    }

    private @Nullable Scheduler scheduler() {
        if (!known) {
            known = true;
            scheduler = CompletableFuture.supplyAsync(this::permitted, task -> Thread.ofPlatform().daemon().start(task)).join();
            LOG.log(Level.DEBUG, "deployments run in the background for a moment: {0}", scheduler != null);
        }
        return scheduler;
    }

    /// Tried by a thread that ends: one that may not come back stays in the background.
    private @Nullable Scheduler permitted() {
        Scheduler present = kernel.get();
        return present != null && present.isDefault() && present.treat(present.current(), Policy.IDLE)
                && present.treat(present.current(), Policy.NORMAL) ? present : null;
    }

    private static @Nullable Scheduler linux() {
        try {
            return LinuxScheduler.isPermitted() ? new LinuxScheduler() : null;
        } catch (LinkageError e) {
            return null;
        }
    }
}
