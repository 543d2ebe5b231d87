package dev.reserve.it.harness;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Clients that get a path, over and over, on connections that they keep for a while. They note all that is not answered with 200.
public final class HttpLoad implements AutoCloseable {

    private static final int REQUESTS_OF_A_CONNECTION = 100;

    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private final LongAdder requests = new LongAdder();
    private volatile boolean stopped;

    public HttpLoad(int clients, SocketAddress address, String path) {
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().daemon().name("client " + i).start(() -> run(address, path)));
        }
    }

    private void run(SocketAddress address, String path) {
        while (!stopped) {
            try (HttpClient client = HttpClient.connect(address)) {
                for (int i = 0; i < REQUESTS_OF_A_CONNECTION && !stopped; i++) {
                    HttpClient.Answer answer = client.get(path);
                    if (answer.status() != 200) {
                        failures.add(answer.status() + " " + answer.body());
                    }
                    bodies.add(answer.body());
                    requests.increment();
                }
            } catch (IOException | RuntimeException e) { // noted, and the next connection is tried
                failures.add(e.toString());
            }
        }
    }

    /// Whatever has gone wrong: one line each.
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /// All different answers.
    public Set<String> bodies() {
        return Set.copyOf(bodies);
    }

    /// How many requests have been answered.
    public long requests() {
        return requests.sum();
    }

    /// Has the clients finish their requests, and waits until they have.
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
}
