package dev.reserve.testkit.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How long to wait for what has to happen.
///
/// @param patience of each wait
public record Deadline(Duration patience) {

    private static final Duration PAUSE = Duration.ofMillis(10);

    /// The text in messages: `10 s`.
    @Override
    public String toString() {
        return patience.toSeconds() + " s";
    }

    /// Asks again and again until a condition holds. An exception means that it does not hold yet; an error ends the wait. It is asked on a thread of its own,
    /// which is interrupted at the deadline: it may block.
    ///
    /// @param what the condition, for the message: `app.jar is current`
    /// @param instead what is there instead, for the message
    /// @throws AssertionError if it does not come about
    public void await(String what, Callable<Boolean> condition, Supplier<String> instead) {
        AtomicReference<@Nullable Exception> last = new AtomicReference<>();
        try {
            bounded(() -> {
                while (!holds(condition, last)) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
                return true;
            });
        } catch (TimeoutException _) {
            throw new AssertionError("waited " + this + " in vain until " + what + ": " + instead.get(), last.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Error error ? error : new AssertionError(e);
        }
    }

    private static boolean holds(Callable<Boolean> condition, AtomicReference<@Nullable Exception> last) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return condition.call();
        } catch (Exception e) { // as if it did not hold
            last.set(e);
            return false;
        }
    }

    /// Does something that may block, on a thread of its own.
    ///
    /// @throws IOException that it throws, or that it has not returned at the deadline
    public <T> T call(String what, Callable<T> task) throws IOException {
        try {
            return bounded(task);
        } catch (TimeoutException e) {
            throw new IOException(what + " has not ended within " + this, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private <T> T bounded(Callable<T> task) throws TimeoutException, ExecutionException {
        FutureTask<T> running = new FutureTask<>(task);
        Thread thread = Thread.ofPlatform().daemon().name("deadline").start(running);
        try {
            return running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            thread.interrupt(); // does nothing if it has ended
        }
    }
}
