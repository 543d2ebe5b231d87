package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Events;
import dev.reserve.wsgi.link.Link;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A worker from the start of its process until it is ready: what its link tells, and what its process does. After that it goes on to hear the link.
final class Start implements Events {

    private static final System.Logger LOG = System.getLogger("reserve.wsgi");
    private static final int LINES = 20;

    /// What becomes of workers.
    interface Fate {

        void ended(int number, @Nullable Throwable reason);

        void overdue(int number, String request);

        /// A zygote has forked a worker.
        default void forked(int number, long pid) {}

        /// A worker that a zygote has forked has ended.
        ///
        /// @param status negative for a signal
        default void exited(int number, int status) {}
    }

    private final String name;
    private final int number;
    private final String label;
    private final Fate fate;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private final Supplier<String> how;

    /// @param label of the process in the log
    /// @param how the process has ended, as [ExitStatus] says it; waits for it
    Start(String name, int number, String label, Fate fate, Supplier<String> how) {
        this.name = name;
        this.number = number;
        this.label = label;
        this.fate = fate;
        this.how = how;
    }

    /// Waits until there is an app.
    ///
    /// @param connection of the process, when it has come
    /// @throws StartException why there is none
    Worker await(ProcessHandle process, CompletableFuture<SocketChannel> connection, LinkMaker maker, Duration timeout, long mostRequests)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        process.onExit().thenAccept(_ -> connection.completeExceptionally(noApp()));
        boolean started = false;
        try {
            SocketChannel channel = connection.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            Link link;
            try {
                link = maker.make(channel, this);
            } catch (IOException e) {
                Door.close(channel);
                throw e;
            }
            process.onExit().thenAccept(_ -> link.leave()); // which has still to tell why
            String app = ready.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1} has found {2}", name, label, app);
            started = true;
            return new Worker(number, process, link, mostRequests);
        } catch (TimeoutException e) {
            throw new StartException("it was not ready within " + timeout.toMillis() / 1000.0 + " s" + said());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
        } finally {
            if (!started) {
                process.destroyForcibly();
            }
        }
    }

    /// Makes a link, and starts it.
    interface LinkMaker {
        Link make(SocketChannel channel, Events events) throws IOException;
    }

    /// Notes what the process has written to its standard outputs.
    void output(String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > LINES) {
                lines.remove();
            }
        }
        LOG.log(System.Logger.Level.INFO, "{0}[{1}]: {2}", name, label, line);
    }

    private StartException noApp() {
        String ended = how.get();
        boolean known = !ended.isEmpty() && !ended.equals(ExitStatus.NONE);
        return new StartException("its process ended" + (known ? ended + "," : "") + " before the app was there" + said());
    }

    private String said() {
        synchronized (lines) {
            return lines.isEmpty() ? "" : ", and wrote:\n" + String.join("\n", lines);
        }
    }

    @Override
    public void ready(String app) {
        ready.complete(app);
    }

    @Override
    public void failed(String reason) {
        ready.completeExceptionally(new StartException(reason.strip()));
    }

    @Override
    public void log(boolean error, String line, @Nullable String request) {
        LOG.log(System.Logger.Level.INFO, "{0}[{1}]{2}: {3}", name, label, request == null ? "" : " " + request, line);
    }

    @Override
    public void forked(int worker, long pid) {
        fate.forked(worker, pid);
    }

    @Override
    public void exited(int worker, long pid, int status) {
        fate.exited(worker, status);
    }

    @Override
    public void overdue(String request) {
        fate.overdue(number, request);
    }

    @Override
    public void closed(@Nullable Throwable reason) {
        if (!ready.isDone()) {
            ready.completeExceptionally(noApp());
        }
        fate.ended(number, reason);
    }
}
