package dev.reserve.example.redis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Closes a connection on which nothing comes or goes for some time. Who waits for it gets a [java.nio.channels.ClosedChannelException].
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

    /// The time counts from the last byte, not from now.
    void shorten(Duration limit) {
        this.limit = limit;
        LockSupport.unpark(watcher);
    }

    InputStream watch(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                moved = System.nanoTime();
                return count;
            }
        };
    }

    OutputStream watch(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                moved = System.nanoTime();
            }
        };
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
