package dev.reserve.wsgi.crew;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Ends processes: waits for them, asks them, kills them.
final class Shutdown {

    private Shutdown() {}

    static void of(Collection<ProcessHandle> processes, Duration patience, Duration term) throws InterruptedException {
        List<ProcessHandle> all = List.copyOf(processes);
        if (!await(all, patience)) {
            all.forEach(ProcessHandle::destroy);
            if (!await(all, term)) {
                all.forEach(ProcessHandle::destroyForcibly);
                await(all, term);
            }
        }
    }

    private static boolean await(List<ProcessHandle> processes, Duration patience) throws InterruptedException {
        try {
            CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
