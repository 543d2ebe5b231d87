package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A process that has imported the app and serves no requests: workers are forked from it, and share its memory. It stays as long as it has workers, for they are its
/// children: it tells how they end.
final class Zygote implements Start.Fate {

    private static final System.Logger LOG = System.getLogger("reserve.wsgi");

    private final String name;

    private final Map<Integer, CompletableFuture<Long>> forks = new ConcurrentHashMap<>();
    /// How its workers have ended, or will end.
    private final Map<Integer, CompletableFuture<Integer>> workers = new ConcurrentHashMap<>();
    private final Map<Integer, Worker> children = new ConcurrentHashMap<>();
    private volatile @Nullable Worker self;
    private volatile boolean ended;
    private volatile boolean retired;

    /// @param name of the app
    Zygote(String name) {
        this.name = name;
    }

    /// It is ready.
    void ready(Worker worker) {
        self = worker;
    }

    /// Whether it has ended, and all that came of it.
    boolean isOver() {
        return ended && workers.isEmpty();
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
        workers.put(number, new CompletableFuture<>());
        boolean started = false;
        zygote.link().fork(number);
        try {
            long forked = pid.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            ProcessHandle process = ProcessHandle.of(forked).orElseThrow(() -> new StartException("its process ended at once"));
            started = true;
            return process;
        } catch (TimeoutException e) {
            throw new StartException("it was not forked within " + timeout.toMillis() / 1000.0 + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
        } finally {
            forks.remove(number);
            if (!started) {
                workers.remove(number);
            }
        }
    }

    /// A worker of its own is no more.
    ///
    /// @return how it ended
    String gone(int number) {
        try {
            return how(number);
        } finally {
            workers.remove(number);
            children.remove(number);
            endIfUseless();
        }
    }

    /// How a worker of its own has ended, for which it waits.
    String how(int number) {
        CompletableFuture<Integer> status = workers.get(number);
        try {
            return status == null ? "" : ExitStatus.text(status.get(ExitStatus.PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return ExitStatus.NONE;
        } catch (ExecutionException e) {
            return ", with the process that it was forked from";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /// A worker of its own has come.
    void ready(int number, Worker worker) {
        children.put(number, worker);
        if (ended) {
            end(worker);
        }
    }

    private static void end(Worker worker) {
        worker.process().destroyForcibly();
        worker.link().leave();
    }

    boolean has(int number) {
        return workers.containsKey(number);
    }

    /// Has it end when its last worker has.
    void retire() {
        retired = true;
        endIfUseless();
    }

    private void endIfUseless() {
        Worker zygote = self;
        if (retired && workers.isEmpty() && zygote != null) {
            zygote.leave();
        }
    }

    /// Has it end.
    void stop() {
        Worker zygote = self;
        if (zygote != null) {
            zygote.leave();
        }
    }

    @Override
    public void forked(int number, long pid) {
        forks.computeIfAbsent(number, _ -> new CompletableFuture<>()).complete(pid);
    }

    @Override
    public void exited(int number, int status) {
        CompletableFuture<Integer> exit = workers.get(number);
        if (exit != null) {
            exit.complete(status);
        }
        CompletableFuture<Long> fork = forks.get(number);
        if (fork != null) {
            fork.completeExceptionally(new StartException("its process ended at once" + ExitStatus.text(status)));
        }
    }

    @Override
    public void ended(int number, @Nullable Throwable reason) {
        ended = true;
        Worker zygote = self;
        if (zygote != null) {
            if (!zygote.isLeaving()) {
                LOG.log(System.Logger.Level.WARNING, "{0}: the process {1}, from which workers are forked, has died; its workers end too",
                        name,
                        Long.toString(zygote.process().pid()));
            }
            zygote.process().destroyForcibly();
        }
        children.values().forEach(Zygote::end); // nobody would tell how they end
        workers.values().forEach(status -> status.completeExceptionally(new StartException("it was forked from a process that has ended")));
        forks.values().forEach(fork -> fork.completeExceptionally(new StartException("the process that it is forked from has ended")));
    }

    @Override
    public void overdue(int number, String request) {
        // it has no requests
    }
}
