package dev.reserve.gateway.fastcgi.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/// The connections to one program: so many at a time, each for one request at a time.
///
/// php-fpm has a process for each connection, and for none but that as long as it is open. So one that is kept without a request keeps others out: none is kept
/// for long, and none at all while a request waits on a new one for its first byte.
final class Connections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("reserve.fastcgi");
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_WAITING = 1000;

    private final FastCgiOptions options;
    private final Semaphore places;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService ticker = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("fastcgi").factory());
    private boolean closed;

    Connections(FastCgiOptions options) {
        this.options = options;
        this.places = new Semaphore(options.connections());
    }

    /// From now on what takes too long is ended.
    ///
    /// @param andThen done now and then
    void start(Runnable andThen) {
        Duration shortest = options.timeout().compareTo(options.connectTimeout()) < 0 ? options.timeout() : options.connectTimeout();
        long period = Math.clamp(shortest.toMillis() / 10, 10, 500);
        ticker.scheduleWithFixedDelay(() -> {
            tick(System.nanoTime());
            andThen.run();
        }, period, period, TimeUnit.MILLISECONDS);
    }

    /// A connection for one request; waits for a place.
    ///
    /// @param fresh whether one is needed that has not been used
    /// @throws BadAnswerException if there is none
    Connection acquire(boolean fresh) throws IOException, InterruptedException {
        boolean granted = places.tryAcquire();
        if (!granted) {
            int before = waiting.getAndIncrement();
            try {
                granted = before < MOST_WAITING && places.tryAcquire(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                waiting.decrementAndGet();
            }
        }
        if (!granted) {
            throw new BadAnswerException(HttpStatus.SERVICE_UNAVAILABLE_503,
                    "all " + options.connections() + " connections are busy; expected one to be free within " + seconds(options.timeout()));
        }
        boolean acquired = false;
        try {
            Connection kept = fresh ? null : kept();
            Connection connection = kept == null ? new Connection(connect()) : kept;
            acquired = true;
            return connection;
        } finally {
            if (!acquired) {
                places.release();
            }
        }
    }

    private @Nullable Connection kept() throws IOException {
        while (true) {
            Connection last;
            synchronized (idle) {
                last = idle.pollLast();
            }
            if (last == null || last.alive()) {
                return last;
            }
            last.close();
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = options.address().open();
        Deadline deadline = new Deadline(options.connectTimeout()).on(channel);
        deadlines.add(deadline);
        boolean connected = false;
        try {
            deadline.start();
            channel.connect(options.address().resolve());
            connected = true;
            return channel;
        } catch (IOException e) {
            throw deadline.expired()
                    ? new BadAnswerException(HttpStatus.GATEWAY_TIMEOUT_504,
                            "no connection to " + options.address().text() + " within " + seconds(options.connectTimeout()))
                    : new BadAnswerException(HttpStatus.BAD_GATEWAY_502,
                            "cannot connect to " + options.address().text() + ": " + e.getMessage() + "; expected a FastCGI program there");
        } finally {
            deadline.end();
            deadlines.remove(deadline);
            if (!connected) {
                channel.close();
            }
        }
    }

    /// A request has been sent, and nothing has come back.
    void sent(Connection connection) {
        if (!connection.used()) {
            unanswered.incrementAndGet();
        }
    }

    /// Something has come back, or never will.
    void answered(Connection connection) {
        if (!connection.used()) {
            unanswered.decrementAndGet();
        }
    }

    /// Takes a connection back.
    ///
    /// @param reusable whether it can serve another request
    void release(Connection connection, boolean reusable) {
        boolean kept = false;
        if (reusable && options.keep() && connection.clean() && unanswered.get() == 0) {
            connection.rest(System.nanoTime());
            synchronized (idle) {
                if (!closed) {
                    idle.addLast(connection);
                    kept = true;
                }
            }
        }
        if (!kept) {
            close(connection);
        }
        places.release();
    }

    void watch(Deadline deadline) {
        deadlines.add(deadline);
    }

    void unwatch(Deadline deadline) {
        deadlines.remove(deadline);
    }

    private void tick(long now) {
        for (Deadline deadline : deadlines) {
            try {
                deadline.check(now);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "closing a connection to " + options.address().text(), e);
            }
        }
        List<Connection> old = new ArrayList<>();
        synchronized (idle) {
            for (Iterator<Connection> each = idle.iterator(); each.hasNext();) {
                Connection connection = each.next();
                if (connection.idleLongerThan(IDLE_NANOS, now) || unanswered.get() > 0) {
                    each.remove();
                    old.add(connection);
                }
            }
        }
        old.forEach(Connections::close);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing a connection", e);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        List<Connection> last;
        synchronized (idle) {
            closed = true;
            last = List.copyOf(idle);
            idle.clear();
        }
        last.forEach(Connections::close);
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
