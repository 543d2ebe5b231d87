package dev.reserve.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Clients that hold a conversation over and over, each time on a connection of their own. What goes wrong is told by [TestServer#assertNothingLost].
///
/// May be used from any thread.
public final class Load implements AutoCloseable {

    private final Clients clients;
    private final Conversation conversation;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder held = new LongAdder();
    private final AtomicInteger running;
    private volatile boolean stopped;

    Load(Clients clients, int number, Conversation conversation) {
        if (number < 1) {
            throw new IllegalArgumentException("a load of " + number + " clients; expected 1 or more");
        }
        this.clients = clients;
        this.conversation = conversation;
        this.running = new AtomicInteger(number);
        for (int i = 1; i <= number; i++) {
            threads.add(Thread.ofPlatform().daemon().name("load-client-" + i).start(this::run));
        }
    }

    /// How many conversations have been held to their end.
    public long held() {
        return held.sum();
    }

    /// Waits until `more` further conversations have been held to their end.
    ///
    /// @throws AssertionError if they are not, or all clients have stopped because something went wrong
    public void await(long more) {
        long goal = held() + more;
        clients.deadline().await("there are " + more + " more conversations", () -> held() >= goal || running.get() == 0,
                () -> "there are " + (held() - goal + more) + "; " + clients.losses());
        if (held() < goal) {
            throw new AssertionError("all clients have stopped: " + clients.losses());
        }
    }

    /// Has the clients finish what they are in the middle of, and waits until they have, or until the deadline: who is not ready by then counts as lost.
    @Override
    public void close() {
        if (stopped) {
            return;
        }
        stopped = true;
        for (Thread thread : threads) {
            try {
                if (!thread.join(clients.deadline().patience())) {
                    clients.lost(thread.getName() + " is still in the middle of a conversation after " + clients.deadline());
                    thread.interrupt();
                }
            } catch (InterruptedException _) {
                threads.forEach(Thread::interrupt);
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void run() {
        try {
            while (!stopped) {
                try (Client client = clients.connect()) {
                    conversation.hold(client);
                }
                held.increment();
            }
        } catch (Client.Unmet _) { // which is noted
        } catch (Throwable t) { // a conversation may throw anything; this client has ended with it
            clients.lost(Thread.currentThread().getName() + ": " + t);
        } finally {
            running.decrementAndGet();
        }
    }
}
