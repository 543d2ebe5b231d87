package dev.reserve.gateway.fastcgi.client;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Ends what waits for a program for too long, by closing its channel. The thread that waits says so; another one comes by now and then and looks.
final class Deadline {

    private static final long NONE = 0;

    private final Duration timeout;
    private volatile long since = NONE;
    private volatile boolean suspended;
    private volatile boolean expired;
    private @Nullable SocketChannel channel;

    Deadline(Duration timeout) {
        this.timeout = timeout;
    }

    /// What is closed when it takes too long.
    synchronized Deadline on(SocketChannel waitsFor) {
        channel = waitsFor;
        return this;
    }

    /// From now on the program is waited for.
    void start() {
        since = System.nanoTime() | 1;
    }

    /// It has done something.
    void extend() {
        if (since != NONE) {
            since = System.nanoTime() | 1;
        }
    }

    /// It is not waited for any more.
    void stop() {
        since = NONE;
    }

    /// Whether it is the client that is waited for meanwhile.
    void suspend(boolean waits) {
        extend();
        suspended = waits;
    }

    boolean expired() {
        return expired;
    }

    /// Sees whether it has been too long.
    void check(long now) throws IOException {
        long begin = since;
        if (begin != NONE && !suspended && now - begin > timeout.toNanos()) {
            expired = true;
            close();
        }
    }

    /// Closes the channel, unless it is somebody else's by now.
    synchronized void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /// The channel is nothing to it any more.
    synchronized void end() {
        since = NONE;
        channel = null;
    }
}
