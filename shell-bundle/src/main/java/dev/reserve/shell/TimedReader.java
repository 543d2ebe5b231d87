package dev.reserve.shell;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Reads from a channel until a deadline: a Unix socket of the JDK has no timeout of its own. Until it is closed, the channel is not in blocking mode.
final class TimedReader implements AutoCloseable {

    private final SocketChannel channel;
    private final Selector selector;
    private final long deadline;

    TimedReader(SocketChannel channel, Duration timeout) throws IOException {
        this.channel = channel;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /// Reads at least one byte.
    ///
    /// @return how many, or -1 at the end
    /// @throws SocketTimeoutException when the deadline has passed
    /// @throws InterruptedIOException when the thread is interrupted
    int read(ByteBuffer into) throws IOException {
        while (true) {
            int n = channel.read(into);
            if (n != 0) {
                return n;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (millis <= 0) {
                throw new SocketTimeoutException("nothing came in time");
            }
            selector.select(millis);
            selector.selectedKeys().clear();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for the client");
            }
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        if (channel.isOpen()) {
            channel.configureBlocking(true);
        }
    }
}
