package dev.reserve.core.listener;

import dev.reserve.core.slot.Slot;
import dev.reserve.core.socket.Backlog;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Accepts the connections of one listener, on a platform thread of its own: it has to run even when apps keep every carrier of virtual threads busy.
///
/// It waits in a selector rather than in accept(2), so that it can stop accepting, while there is no version or no room, without taking a
/// connection that nobody serves.
final class Acceptor implements Runnable {

    private static final Logger LOG = System.getLogger("reserve.listener");
    /// How long to leave the backlog alone after accept(2) has failed: mostly for want of file descriptors, and trying again at once would only spin.
    private static final int PAUSE_MILLIS = 100;
    /// How often to look at a backlog that nobody serves.
    private static final int LOOK_MILLIS = 1000;
    /// How long to wait before the first look: a server that starts has other things to do, and soon somebody serves.
    private static final int FIRST_LOOK_MILLIS = 250;
    /// How often to look for a sign of life.
    private static final int SIGN_MILLIS = 5;
    /// No more than a full backlog is accepted when the listener closes.
    private static final int LAST_CONNECTIONS = 4096;

    private final Listener listener;
    private final ServerSocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Thread thread;
    private final Reception reception;
    private final Parking parking = new Parking();
    private final AtomicLong turns = new AtomicLong();
    private volatile boolean stopped;
    /// Whether what handles errors has handled one: the JVM looks up what a handler catches when it first does, which takes memory, and without any passes it over.
    private boolean rehearsed;
    /// Accepted just when the version went away: it cannot be put back, so it waits here and is the first to be served.
    private @Nullable SocketChannel held;
    /// For how long not to accept, in milliseconds: 0 if there is nothing against it.
    private long pause;
    private long failures;

    Acceptor(Listener listener, ServerSocketChannel channel, Reception reception) throws IOException {
        this.listener = listener;
        this.channel = channel;
        this.reception = reception;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        this.key = channel.register(selector, 0);
        this.thread = Thread.ofPlatform().name("accept-" + listener.name()).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    void wakeup() {
        selector.wakeup();
    }

    Parking parking() {
        return parking;
    }

    /// What is wrong with it, if anything is: it is woken, and has so long to turn.
    Optional<String> ailment(Duration patience) throws InterruptedException {
        long before = signsOfLife();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!stopped) {
            if (!thread.isAlive()) {
                return Optional.of("the acceptor of listener " + listener.name() + " has ended");
            }
            wakeup();
            if (signsOfLife() != before) {
                return Optional.empty();
            }
            if (System.nanoTime() - deadline >= 0) {
                StackTraceElement[] stack = thread.getStackTrace();
                return Optional.of("the acceptor of listener " + listener.name() + " has not turned for " + patience.toMillis() + " ms"
                        + (stack.length == 0 ? "" : ", at " + stack[0]));
            }
            Thread.sleep(SIGN_MILLIS);
        }
        return Optional.empty();
    }

    /// Under load it may accept for long without a turn.
    private long signsOfLife() {
        return turns.get() + listener.accepted();
    }

    /// How many connections wait in the kernel's queue, if it tells.
    OptionalInt waiting() {
        return Backlog.of(channel).map(backlog -> OptionalInt.of(backlog.waiting())).orElse(OptionalInt.empty());
    }

    void stop() {
        stopped = true;
        wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try (selector; channel) {
            while (!stopped) {
                try {
                    if (!rehearsed) {
                        throw new Error("a rehearsal");
                    }
                    turn();
                } catch (IOException | RuntimeException | Error e) { // the acceptor outlives anything, want of memory included
                    stumbled(e);
                }
            }
            for (int i = 0; i < LAST_CONNECTIONS && serves() && acceptOne(); i++) {
                // what came before the close is served
            }
            if (held != null) {
                held.close();
                listener.ended();
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "listener " + listener.name() + ": the acceptor has ended", e);
        }
    }

    /// Pauses before it logs: memory may be too short for that, and even for loading the classes that take part.
    private void stumbled(Throwable cause) {
        try {
            if (!rehearsed) {
                rehearsed = true;
                throw new Error("a rehearsal");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            LOG.log(Level.ERROR, "listener " + listener.name() + ": the acceptor stumbled and goes on", cause);
        } catch (RuntimeException | Error _) { // left out
        }
    }

    private void turn() throws IOException {
        turns.incrementAndGet();
        boolean serves = serves();
        if (serves) {
            parking.end();
        }
        key.interestOps(serves && pause == 0 ? SelectionKey.OP_ACCEPT : 0);
        long timeout = serves ? pause : parking.since().isEmpty() ? FIRST_LOOK_MILLIS : LOOK_MILLIS;
        selector.select(timeout == Long.MAX_VALUE ? 0 : timeout);
        selector.selectedKeys().clear();
        pause = 0;
        if (!serves()) {
            expire();
        }
        while (!stopped && serves() && acceptOne()) {
            // until the backlog is empty, or there is nobody to serve it, or no room
        }
    }

    private boolean serves() {
        Slot<Connections> slot = listener.bound();
        return slot != null && slot.serves();
    }

    /// Accepts and gives away one connection. False if there is none, or nobody to serve it, or no room.
    private boolean acceptOne() {
        SocketChannel socket = held;
        if (socket == null) {
            pause = Math.max(listener.limit().pause(), listener.appLimit().pause());
            if (pause > 0) {
                return false;
            }
            socket = accept();
            if (socket == null) {
                return false;
            }
            held = socket; // before anything that memory may be too short for
            listener.counted();
        }
        if (!reception.receive(socket)) {
            return false;
        }
        held = null;
        return true;
    }

    private @Nullable SocketChannel accept() {
        try {
            return channel.accept();
        } catch (IOException e) {
            if (failures++ % (1000 / PAUSE_MILLIS) == 0) {
                LOG.log(Level.WARNING, "listener {0}: cannot accept, trying again every {1} ms: {2}", listener.name(), PAUSE_MILLIS,
                        e.getMessage());
            }
            pause = PAUSE_MILLIS;
            return null;
        }
    }

    /// Ends those that have waited in vain for too long, so that their clients learn.
    private void expire() throws IOException {
        int expired = parking.look(waiting(), System.nanoTime(), listener.policy().parkTimeout());
        for (int i = 0; i < expired && !serves(); i++) {
            SocketChannel socket = channel.accept();
            if (socket == null) {
                return;
            }
            parking.gone(1);
            listener.expired(); // counted before the client can know
            socket.close();
        }
    }
}
