package dev.reserve.core.deploy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The one thread that writes the state of artifacts, slots and bindings. Nothing that runs on it may wait: what has to, runs on another
/// thread and comes back with [#post].
final class Writer implements AutoCloseable {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("deploy").daemon().factory());

    /// Has `change` made, in the order of the calls. Does nothing once the writer is closed.
    void post(Runnable change) {
        post(Duration.ZERO, change);
    }

    void post(Duration delay, Runnable change) {
        try {
            thread.schedule(() -> run(change), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "a change came after the end", e);
        }
    }

    /// Has `question` answered between two changes.
    <T> T ask(Callable<T> question) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return question.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }, thread).join();
    }

    boolean isClosed() {
        return thread.isShutdown();
    }

    private static void run(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error e) { // the writer's last resort: one change is lost, the thread is not
            LOG.log(Level.ERROR, "a change of the deployment failed", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
