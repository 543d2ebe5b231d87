package dev.reserve.it.harness;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Clients that connect and ask, over and over, and note all that goes wrong. They expect answers as those of [AppJar#answering].
public final class Load implements AutoCloseable {

    private static final int LINES_OF_A_KEPT_CONNECTION = 100;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> answeredBy = ConcurrentHashMap.newKeySet();
    private final LongAdder connections = new LongAdder();
    private volatile boolean stopped;
    private volatile boolean ending;

    /// Adds clients that send one line on each connection.
    public Load shortConnections(int clients, SocketAddress address) {
        return start(clients, address, 1);
    }

    /// Adds clients that send many lines on each connection.
    public Load keptOpenConnections(int clients, SocketAddress address) {
        return start(clients, address, LINES_OF_A_KEPT_CONNECTION);
    }

    /// The server is about to be told to stop: from now on a connection may be refused, or may end before its first answer. The clients that see that go.
    public void endsWithTheServer() {
        ending = true;
    }

    /// Whatever has gone wrong: one line each.
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /// The first words of all answers.
    public Set<String> answeredBy() {
        return Set.copyOf(answeredBy);
    }

    /// How many connections have been served to their end.
    public long connections() {
        return connections.sum();
    }

    /// Has the clients finish their connections, and waits until they have.
    public void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            if (!thread.join(ServerProcess.DEADLINE)) {
                failures.add(thread.getName() + " waits for an answer that does not come");
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    private Load start(int clients, SocketAddress address, int lines) {
        for (int i = 0; i < clients; i++) {
            String name = "client " + threads.size() + " of " + address + ", " + lines + " lines";
            threads.add(Thread.ofPlatform().daemon().name(name).start(() -> run(name, address, lines)));
        }
        return this;
    }

    private void run(String name, SocketAddress address, int lines) {
        for (long round = 0; !stopped; round++) {
            boolean mayBeRefused = ending;
            AtomicBoolean answered = new AtomicBoolean();
            try {
                one(address, lines, round, answered);
                connections.increment();
            } catch (IOException | RuntimeException e) { // noted, and the next connection is tried
                if (mayBeRefused && !answered.get()) {
                    return;
                }
                failures.add(name + ", connection " + round + ": " + e);
            }
        }
    }

    private void one(SocketAddress address, int lines, long round, AtomicBoolean answered) throws IOException {
        try (Client client = Client.connect(address)) {
            String first = "";
            for (int i = 0; i < lines; i++) {
                String line = round + "." + i;
                String answer = client.exchange(line);
                answered.set(true);
                String word = answer.split(" ", 2)[0];
                if (!answer.equals(word + " " + line)) {
                    throw new IOException("asked " + line + " and got " + answer);
                }
                if (!first.isEmpty() && !word.equals(first)) {
                    throw new IOException("began with " + first + " and got " + answer);
                }
                first = word;
                answeredBy.add(word);
            }
            client.finish();
            if (client.receive().isPresent()) {
                throw new IOException("got a line more than asked for");
            }
        }
    }
}
