package dev.reserve.core.listener;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// One listening socket, with a name, an acceptor of its own, and the slot whose current version gets its connections.
///
/// While there is no slot, or no version in it, nothing is accepted: the kernel's backlog keeps the connections. May be used from any thread.
public final class Listener implements AutoCloseable {

    /// How long connections may go on after another handler has taken over, unless a call says otherwise.
    public static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final SocketAddress address;
    private final Acceptor acceptor;
    private final Failures failures;
    private final LongAdder accepted = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicLong served = new AtomicLong();
    private final Runnable wakeup;
    private final LongAdder expired = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Limit limit = new Limit();
    private volatile ListenerPolicy policy = ListenerPolicy.DEFAULT;
    private volatile Limit appLimit = new Limit();
    private volatile @Nullable Slot<Connections> slot;

    private Listener(String name, ServerSocketChannel channel) throws IOException {
        this.name = name;
        this.address = channel.getLocalAddress();
        this.failures = new Failures(name);
        this.acceptor = new Acceptor(this, channel, new Reception(this));
        this.wakeup = acceptor::wakeup;
        limit.watch(wakeup);
    }

    /// Takes over a listening socket and starts its acceptor. From now on the listener owns the channel, and makes it non-blocking.
    ///
    /// @param name names it in logs and for apps
    /// @throws IOException if the channel is not bound, or closed
    public static Listener open(String name, ServerSocketChannel channel) throws IOException {
        if (channel.getLocalAddress() == null) {
            throw new IOException("listener " + name + ": the channel is not bound to an address");
        }
        Listener listener = new Listener(name, channel);
        listener.acceptor.start();
        return listener;
    }

    public String name() {
        return name;
    }

    public SocketAddress address() {
        return address;
    }

    /// How many connections have been accepted.
    public long accepted() {
        return accepted.sum();
    }

    /// How many of them have not ended.
    public long open() {
        return accepted() - ended.sum();
    }

    /// How many connections were closed because they had waited too long for a version.
    public long expiredCount() {
        return expired.sum();
    }

    /// How many connections were closed because they did not begin with a good PROXY header.
    public long refusedCount() {
        return refused.sum();
    }

    /// How many connections wait in the backlog, if the kernel tells.
    public OptionalInt waiting() {
        return acceptor.waiting();
    }

    /// What is wrong with its acceptor, if anything is: a thread that has ended, or does not turn though it is woken.
    ///
    /// @param patience how long it may take to turn
    public Optional<String> ailment(Duration patience) throws InterruptedException {
        return acceptor.ailment(patience);
    }

    /// Since when there has been no version to serve, if there is none.
    public Optional<Instant> waitingSince() {
        return acceptor.parking().since();
    }

    /// Puts a policy in force for all that comes from now on.
    public void configure(ListenerPolicy next) {
        policy = next;
        limit.set(next.maxConnections(), next.acceptRate());
    }

    /// Gives all further connections to the current version of `next`, whatever that is at the time; to none if it is null. Those that are open with what
    /// served before are asked to end, as if it drained.
    ///
    /// @param nextLimit that of the app, on all its listeners
    public synchronized void bind(@Nullable Slot<Connections> next, Limit nextLimit) {
        Slot<Connections> before = slot;
        if (before == next) {
            return;
        }
        appLimit.unwatch(wakeup);
        nextLimit.watch(wakeup);
        appLimit = nextLimit;
        if (next != null) {
            next.watch(wakeup);
        }
        slot = next;
        if (before != null) {
            before.unwatch(wakeup);
        }
        acceptor.wakeup();
        if (before != null) {
            before.enterable().forEach(version -> version.serving().drain(this));
        }
    }

    /// Serves with `handler` from the next connection on, and drains what served before. For a program that embeds the engine: it
    /// gives the listener a slot of its own.
    ///
    /// @return completes when the handler before has served its last connection and is closed; at once if there was none
    public CompletableFuture<Drained> serve(ConnectionHandler handler, Duration drainTimeout) {
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        String version = name + "-" + served.incrementAndGet();
        return ownSlot().swap(new Connections(handler, loader, appLimit).version(version), drainTimeout);
    }

    /// The same, with the usual drain timeout.
    public CompletableFuture<Drained> serve(ConnectionHandler handler) {
        return serve(handler, DRAIN_TIMEOUT);
    }

    private synchronized Slot<Connections> ownSlot() {
        Slot<Connections> own = slot;
        if (own == null) {
            own = new Slot<>();
            bind(own, new Limit());
        }
        return own;
    }

    /// Stops accepting and closes the socket. What waits in the backlog at this moment is still accepted and given to the current version; open
    /// connections go on. Returns when the acceptor has ended.
    @Override
    public void close() {
        acceptor.stop();
    }

    /// The slot that it is bound to.
    public Optional<Slot<Connections>> slot() {
        return Optional.ofNullable(slot);
    }

    /// The slot, for the hot path.
    @Nullable
    Slot<Connections> bound() {
        return slot;
    }

    ListenerPolicy policy() {
        return policy;
    }

    Limit limit() {
        return limit;
    }

    Limit appLimit() {
        return appLimit;
    }

    Failures failures() {
        return failures;
    }

    void counted() {
        accepted.increment();
        limit.take();
    }

    void ended() {
        ended.increment();
        limit.leave();
    }

    void expired() {
        expired.increment();
    }

    /// One ended without a byte: nothing to log, where a load balancer looks every other second whether the port is open.
    void refused() {
        refused.increment();
    }

    void refused(String reason) {
        refused();
        failures.logRefusal(reason);
    }
}
