package dev.reserve.core.proxy;

import dev.reserve.core.proxy.ProxyHeader.Malformed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Reads the header off a connection, and not one byte of what follows it: the channel goes to an app next, which reads on from there.
///
/// Every header must have come whole before a time limit that counts from the call on, however slowly its bytes drip in. May be used from
/// any thread, for many connections at once.
public final class ProxyHeaderReader {

    /// More than any header without TLVs has (§2.2: 16 + 216 bytes, for Unix sockets).
    private static final int USUAL_CAPACITY = 256;
    private static final Logger LOG = System.getLogger("reserve.proxy");

    private final ScheduledExecutorService timer;
    private final Duration limit;

    /// @param timer closes the connections that are late, which takes no time. It stays the caller's, and should forget what is cancelled
    ///              ([java.util.concurrent.ScheduledThreadPoolExecutor#setRemoveOnCancelPolicy])
    /// @param limit how long a header may take; §2 asks for 3 seconds at the least, so that a lost packet may come again
    public ProxyHeaderReader(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /// Waits for the header. The caller closes the channel if it is [Malformed] or [ProxyHeader.Empty]; one that came late has been closed.
    ///
    /// @param channel in blocking mode, nothing read from it yet
    /// @throws IOException if the connection breaks within the header, or somebody else closes the channel
    /// @throws IllegalBlockingModeException if the channel is not in blocking mode
    /// @throws java.util.concurrent.RejectedExecutionException if the timer has been shut down
    public ProxyHeader read(SocketChannel channel) throws IOException {
        if (!channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        // A channel has no time limit of its own, and its socket adaptor has one for TCP only. Closing works for Unix sockets too.
        Deadline deadline = new Deadline(channel);
        Future<?> alarm = timer.schedule(deadline, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            ProxyHeader header = header(channel);
            return deadline.met() ? header : late();
        } catch (ClosedChannelException e) {
            if (deadline.met()) {
                throw e;
            }
            return late();
        } finally {
            alarm.cancel(false);
        }
    }

    private ProxyHeader late() {
        return new Malformed("no whole header within " + limit.toMillis() + " ms");
    }

    static ProxyHeader header(ReadableByteChannel channel) throws IOException {
        byte[] bytes = new byte[USUAL_CAPACITY];
        int length = 0;
        int missing = missing(bytes, length);
        while (missing > 0) {
            if (length + missing > bytes.length) {
                bytes = Arrays.copyOf(bytes, length + missing);
            }
            int read = length == 0 ? first(channel, bytes, missing) : channel.read(ByteBuffer.wrap(bytes, length, missing));
            if (read < 0) {
                return length == 0
                        ? new ProxyHeader.Empty()
                        : Malformed.found(bytes, length, "the connection ended within the header");
            }
            length += read;
            missing = missing(bytes, length);
        }
        return parsed(bytes, length);
    }

    /// Before the first byte a reset is as good an end as any, and cheaper for the one who only looks whether the port is open.
    private static int first(ReadableByteChannel channel, byte[] bytes, int length) throws IOException {
        try {
            return channel.read(ByteBuffer.wrap(bytes, 0, length));
        } catch (SocketException e) {
            return -1;
        }
    }

    private static int missing(byte[] bytes, int length) {
        if (length == 0) {
            return Math.min(TextHeader.SHORTEST, BinaryHeader.SHORTEST);
        }
        return switch (bytes[0]) {
            case TextHeader.FIRST -> TextHeader.missing(bytes, length);
            case BinaryHeader.FIRST -> BinaryHeader.missing(bytes, length);
            default -> 0;
        };
    }

    private static ProxyHeader parsed(byte[] bytes, int length) {
        return switch (bytes[0]) {
            case TextHeader.FIRST -> TextHeader.parse(bytes, length);
            case BinaryHeader.FIRST -> BinaryHeader.parse(bytes, length);
            default -> Malformed.found(bytes, length, "expected a header of the PROXY protocol");
        };
    }

    /// Closes the channel, unless the header was there first: exactly one of the two happens.
    private record Deadline(SocketChannel channel, AtomicBoolean settled) implements Runnable {

        Deadline(SocketChannel channel) {
            this(channel, new AtomicBoolean());
        }

        boolean met() {
            return settled.compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (settled.compareAndSet(false, true)) {
                try {
                    channel.close();
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "closing a connection without a PROXY header", e);
                }
            }
        }
    }
}
