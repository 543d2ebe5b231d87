package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A process that has imported the app and serves no requests: workers are forked from it, and share its memory. It stays as long as it has workers, for they are its
/// children: it tells how they end.
final class Zygote implements Start.Fate {

    private final Map<Integer, CompletableFuture<Long>> forks = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final Set<Integer> workers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Worker self;
    private volatile boolean ended;
    private volatile boolean retired;

    /// It is ready.
    void ready(Worker worker) {
        self = worker;
    }

    boolean isAlive() {
        return !ended;
    }

    /// Forks a worker.
    ///
    /// @return its process
    ProcessHandle fork(int number, Duration timeout) throws IOException, InterruptedException {
        CompletableFuture<Long> pid = forks.computeIfAbsent(number, _ -> new CompletableFuture<>());
        Worker zygote = self;
        if (zygote == null || ended) {
            throw new StartException("the process that it is forked from has ended");
        }
        workers.add(number);
        zygote.link().fork(number);
        try {
            long forked = pid.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return ProcessHandle.of(forked).orElseThrow(() -> new StartException("its process ended at once"));
        } catch (TimeoutException e) {
            throw new StartException("it was not forked within " + timeout.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
        } finally {
            forks.remove(number);
        }
    }

    /// A worker of its own is no more.
    ///
    /// @return how it ended
    String gone(int number) {
        workers.remove(number);
        endIfUseless();
        Integer status = statuses.remove(number);
        return status == null ? "" : ExitStatus.text(status);
    }

    boolean has(int number) {
        return workers.contains(number);
    }

    /// Has it end when its last worker has.
    void retire() {
        retired = true;
        endIfUseless();
    }

    private void endIfUseless() {
        Worker zygote = self;
        if (retired && workers.isEmpty() && zygote != null) {
            zygote.link().stop();
        }
    }

    /// Has it end.
    void stop() {
        Worker zygote = self;
        if (zygote != null) {
            zygote.link().stop();
        }
    }

    @Override
    public void forked(int number, long pid) {
        forks.computeIfAbsent(number, _ -> new CompletableFuture<>()).complete(pid);
    }

    @Override
    public void exited(int number, int status) {
        if (workers.contains(number)) {
            statuses.put(number, status);
        }
    }

    @Override
    public void ended(int number, @Nullable Throwable reason) {
        ended = true;
        forks.values().forEach(fork -> fork.completeExceptionally(new StartException("the process that it is forked from has ended")));
    }

    @Override
    public void overdue(int number, String request) {
        // it has no requests
    }
}
