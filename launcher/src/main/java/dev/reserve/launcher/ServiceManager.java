package dev.reserve.launcher;

import dev.reserve.core.socket.NotifySocket;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Tells the service manager how the server is, by the protocol of sd_notify(3): when it serves, what it does, that it is alive, and that it stops.
///
/// A thread of its own looks at the server, and speaks: while it starts and while it stops often enough to be on time, otherwise once a second.
/// Without a service manager there is no thread, and nothing happens.
final class ServiceManager implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getPackageName() + ".systemd");
    private static final long START_LOOK = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LOOK = TimeUnit.SECONDS.toNanos(1);
    /// What each sign of life gives a server that drains.
    private static final Duration EXTENSION = Duration.ofSeconds(20);

    /// Where messages go.
    @FunctionalInterface
    interface Line {
        void send(String message) throws IOException;
    }

    private final Line line;
    private final Optional<Duration> watchdog;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore wakeups = new Semaphore(0);
    // Guarded by the lock.
    private boolean ready;
    private boolean stopping;
    private boolean closed;
    private boolean unreachable;
    private String status = "";
    private String ailing = "";

    /// @param watchdog within what time the manager expects a sign of life, if it does
    ServiceManager(Line line, Optional<Duration> watchdog) {
        this.line = line;
        this.watchdog = watchdog;
    }

    /// The service manager that has started this process, if one has.
    static Optional<ServiceManager> of(Map<String, String> environment, long pid) {
        String address = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            NotifySocket socket = NotifySocket.to(address);
            return Optional.of(new ServiceManager(socket::send, WatchdogInterval.of(environment, pid)));
        } catch (IllegalArgumentException | IOException e) {
            LOG.log(System.Logger.Level.WARNING, "NOTIFY_SOCKET: the service manager is told nothing: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    /// Begins to look at the server.
    void watch(Health health) {
        Thread.ofPlatform().name("service-manager").daemon().start(() -> run(health));
    }

    /// The server begins to stop: it is told at once, and until the end that it takes longer.
    void stopping() {
        lock.lock();
        try {
            if (!stopping) {
                stopping = true;
                tell("STOPPING=1\n" + extension() + "STATUS=Stopping");
                wakeups.release();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Runs what SIGHUP asks for, between the two messages that frame it.
    void reloading(Runnable reload) {
        // CLOCK_MONOTONIC, as nanoTime() is on Linux; the manager compares it with its own.
        tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
        try {
            reload.run();
        } finally {
            lock.lock();
            try {
                // Of a server that is not ready yet this is said when it is.
                ready = ready && tell("READY=1");
            } finally {
                lock.unlock();
            }
        }
    }

    private void run(Health health) {
        long nextSign = System.nanoTime();
        try {
            while (!closed()) {
                boolean watched = look(health.look()) && watchdog.isPresent();
                if (watched && System.nanoTime() - nextSign >= 0) {
                    // By the clock of the sign before: a check that takes its time does not make the next one late.
                    nextSign = System.nanoTime() + watchdog.orElseThrow().dividedBy(2).toNanos();
                    sign(health.ailment(watchdog.orElseThrow().dividedBy(4)));
                }
                long look = settled() ? LOOK : START_LOOK;
                if (wakeups.tryAcquire(watched ? Math.clamp(nextSign - System.nanoTime(), START_LOOK, look) : look, TimeUnit.NANOSECONDS)) {
                    wakeups.drainPermits();
                }
            }
        } catch (InterruptedException e) { // nobody does that but the end of the process
            Thread.currentThread().interrupt();
        }
    }

    /// Says what has changed.
    ///
    /// @return whether the server is to be checked
    boolean look(Health.State state) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (state.stopping()) {
                stopping(); // by a command, and not by a signal
            }
            String text = ailing.isEmpty() ? state.text() : "Failing: " + ailing + ". " + state.text();
            if (stopping && !state.stopping()) {
                text = status; // of a moment ago
            }
            String news = text.equals(status) ? "" : "STATUS=" + text;
            if (stopping) {
                tell(extension() + news);
            } else if (state.ready() && !ready) {
                ready = tell("READY=1\n" + news);
            } else if (!news.isEmpty()) {
                tell(news);
            }
            status = text;
            return ready && !stopping;
        } finally {
            lock.unlock();
        }
    }

    /// Tells that the server is alive, or why it is not believed to be.
    void sign(Optional<String> ailment) {
        lock.lock();
        try {
            if (ailment.isEmpty()) {
                if (!ailing.isEmpty()) {
                    LOG.log(System.Logger.Level.INFO, "watchdog: all is well again");
                }
                ailing = "";
                tell("WATCHDOG=1");
            } else {
                if (!ailment.get().equals(ailing)) {
                    LOG.log(System.Logger.Level.ERROR, "watchdog: {0}; the service manager gets no sign of life while this lasts",
                            ailment.get());
                }
                ailing = ailment.get();
            }
        } finally {
            lock.unlock();
        }
    }

    private static String extension() {
        return "EXTEND_TIMEOUT_USEC=" + EXTENSION.toNanos() / 1000 + "\n";
    }

    private boolean tell(String message) {
        lock.lock();
        try {
            line.send(message.strip());
            unreachable = false;
            return true;
        } catch (IOException e) {
            if (!unreachable) {
                LOG.log(System.Logger.Level.WARNING, "the service manager is not reached: {0}", e.getMessage());
            }
            unreachable = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean settled() {
        lock.lock();
        try {
            return ready || stopping;
        } finally {
            lock.unlock();
        }
    }

    private boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// The server has stopped.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wakeups.release();
        } finally {
            lock.unlock();
        }
    }
}
