package dev.reserve.core.deploy;

import dev.reserve.core.scheduling.Background;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Calls code of an artifact that may never return.
final class Bounded {

    private Bounded() {}

    /// Runs `task` on a thread of its own and waits for it. After the timeout the thread is interrupted and left to itself.
    ///
    /// @param what for the reason: what the artifact was doing
    /// @param late gets a result that comes after the timeout, which nobody waits for any more
    /// @throws RejectedException what the task threw, or that it has not returned in time
    static <T> T call(String what, Duration timeout, Callable<T> task, Consumer<T> late) throws RejectedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Background.startOutside(what, () -> {
            try {
                T value = task.call();
                if (!result.complete(value)) {
                    late.accept(value);
                }
            } catch (Throwable t) { // an artifact may throw anything; it is the reason for its rejection
                result.completeExceptionally(t);
            }
        });
        try {
            return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RejectedException rejected ? rejected : failed(what + " failed", e);
        } catch (TimeoutException e) {
            return abandon(what + " has not returned within " + timeout.toMillis() / 1000.0 + " s", result, thread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return abandon(what + " was interrupted", result, thread);
        }
    }

    /// @param wrapper what the future has wrapped around that which was thrown
    private static RejectedException failed(String what, Exception wrapper) {
        return RejectedException.of(what, Optional.ofNullable(wrapper.getCause()).orElse(wrapper));
    }

    private static <T> T abandon(String reason, CompletableFuture<T> result, Thread thread) throws RejectedException {
        RejectedException rejected = new RejectedException(reason);
        if (result.completeExceptionally(rejected)) {
            thread.interrupt();
            throw rejected;
        }
        try {
            return result.join(); // it came at the last moment
        } catch (CompletionException e) {
            throw failed(reason, e);
        }
    }
}
