package dev.reserve.testkit;

import dev.reserve.testkit.process.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The clients of one server, and what they have lost.
final class Clients implements AutoCloseable {

    /// Losses after these are only counted.
    private static final int MOST_LOSSES = 10;

    private final SocketAddress address;
    private final Deadline deadline;
    private final Set<Client> open = ConcurrentHashMap.newKeySet();
    private final Set<Load> loads = ConcurrentHashMap.newKeySet();
    private final AtomicLong ended = new AtomicLong();
    private final List<String> losses = new ArrayList<>();
    private long moreLosses;

    Clients(SocketAddress address, Deadline deadline) {
        this.address = address;
        this.deadline = deadline;
    }

    SocketAddress address() {
        return address;
    }

    Deadline deadline() {
        return deadline;
    }

    Client connect() {
        try {
            Client client = new Client(this);
            open.add(client);
            return client;
        } catch (IOException e) {
            throw unmet("no connection to " + address + ": " + e.getMessage(), e);
        }
    }

    Load load(int clients, Conversation conversation) {
        Load load = new Load(this, clients, conversation);
        loads.add(load);
        return load;
    }

    /// Closes the clients that the app has said goodbye to: it may wait for that.
    void closeEnded() {
        open.stream().filter(Client::isAtEnd).forEach(Client::close);
    }

    /// A connection that had been served has ended; told once.
    void ended(Client client) {
        open.remove(client);
        ended.incrementAndGet();
    }

    /// A client is closed before the server is known to have accepted it.
    void forget(Client client) {
        open.remove(client);
    }

    /// How many connections have ended that had been served, as far as clients see.
    long ended() {
        return ended.get();
    }

    /// Notes a loss, and gives what to throw.
    Client.Unmet unmet(String message, @Nullable Throwable cause) {
        lost(message);
        return new Client.Unmet(message, cause);
    }

    synchronized void lost(String what) {
        if (losses.size() < MOST_LOSSES) {
            losses.add(what);
        } else {
            moreLosses++;
        }
    }

    synchronized List<String> losses() {
        List<String> all = new ArrayList<>(losses);
        if (moreLosses > 0) {
            all.add("and " + moreLosses + " more of the like");
        }
        return all;
    }

    @Override
    public void close() {
        loads.forEach(Load::close);
        open.forEach(Client::close);
    }
}
