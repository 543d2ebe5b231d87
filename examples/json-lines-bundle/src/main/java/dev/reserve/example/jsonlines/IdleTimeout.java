package dev.reserve.example.jsonlines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Closes a connection on which nothing moves for some time. Who waits for it gets a [java.nio.channels.ClosedChannelException].
final class IdleTimeout implements AutoCloseable {

    private final SocketChannel socket;
    private volatile Duration limit;
    private volatile long moved = System.nanoTime();
    private final Thread watcher;

    /// Begins to watch, until it is closed itself.
    IdleTimeout(SocketChannel socket, Duration limit) {
        this.socket = socket;
        this.limit = limit;
        this.watcher = Thread.startVirtualThread(this::watch);
    }

    void moved() {
        moved = System.nanoTime();
    }

    /// From now on.
    void limit(Duration next) {
        limit = next;
        moved();
        LockSupport.unpark(watcher);
    }

    private void watch() {
        while (!Thread.currentThread().isInterrupted()) {
            long left = limit.toNanos() - (System.nanoTime() - moved);
            if (left <= 0) {
                drop();
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private void drop() {
        try {
            socket.close();
        } catch (IOException e) { // goes to the log by way of the thread
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
