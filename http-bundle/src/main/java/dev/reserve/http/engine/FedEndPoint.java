package dev.reserve.http.engine;

import dev.reserve.http.files.FileSender;
import dev.reserve.http.files.StandIn;
import dev.reserve.http.limits.Taking;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Jetty's side of a connection.
sealed class FedEndPoint extends SocketChannelEndPoint implements FileSender permits BriefEndPoint {

    private static final int JOINED_BYTES = 1024;

    private final Guest guest;
    /// Run when it is closed; only for connections that something outlives a request on.
    private @Nullable Runnable whenClosed;
    private boolean closed;
    private volatile @Nullable MalformedException fault;
    private volatile @Nullable StandIn file;
    /// Only if the client has ever been without room.
    private volatile @Nullable Taking taking;

    FedEndPoint(SocketChannel channel, @Nullable ManagedSelector selector, @Nullable SelectionKey key, Scheduler scheduler, Guest guest) {
        super(channel, selector, key, scheduler);
        this.guest = guest;
    }

    Guest guest() {
        return guest;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return guest.client();
    }

    /// Of a Unix socket Jetty would take the path for a host and a port, and refuse what does not name a host itself, such as the start of HTTP/2.
    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        SocketAddress local = super.getLocalSocketAddress();
        return local instanceof UnixDomainSocketAddress ? InetSocketAddress.createUnresolved("localhost", 0) : local;
    }

    @Override
    public void sendFrom(@Nullable StandIn next) {
        file = next;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        Taking slow = taking;
        long before = slow == null ? 0 : remaining(buffers);
        boolean whole = write(buffers);
        if (slow != null) {
            slow.took(before - remaining(buffers));
        } else if (!whole) {
            slow = new Taking();
            taking = slow;
        }
        if (slow != null) {
            slow.room(whole, System.nanoTime());
        }
        return whole;
    }

    /// Whether the client takes what it is sent at less than a rate, over a time.
    boolean isTooSlow(long now, long nanos, int rate) {
        Taking slow = taking;
        return slow != null && slow.isTooSlow(now, nanos, rate);
    }

    private boolean write(ByteBuffer... buffers) throws IOException {
        StandIn sending = file;
        if (sending == null) {
            return buffers.length == 1 ? flushOne(buffers[0]) : flushPlain(buffers);
        }
        long before = remaining(buffers);
        try {
            return sending.flush(getChannel(), buffers);
        } finally {
            if (remaining(buffers) < before) {
                notIdle();
            }
        }
    }

    private boolean flushPlain(ByteBuffer... buffers) throws IOException {
        // HTTP/1 has made the first of two for this head or chunk alone: nothing else is behind it
        if (buffers.length == 2 && getConnection() instanceof StrictConnection && areShort(buffers[0], buffers[1])) {
            return flushJoined(buffers[0], buffers[1]);
        }
        return super.flush(buffers);
    }

    /// Whether the second buffer is little, and fits behind the first one.
    private static boolean areShort(ByteBuffer first, ByteBuffer second) {
        int space = first.capacity() - first.limit();
        return second.remaining() <= Math.min(space, JOINED_BYTES) && first.isDirect();
    }

    /// Writes two buffers as one: to copy a little costs less than to write from two places.
    private boolean flushJoined(ByteBuffer first, ByteBuffer second) throws IOException {
        int end = first.limit();
        int from = second.position();
        first.limit(end + second.remaining()).put(end, second, from, second.remaining());
        try {
            return flushOne(first);
        } finally {
            int past = first.position() - end;
            if (past > 0) {
                second.position(from + past);
                first.position(end);
            }
            first.limit(end);
        }
    }

    /// Jetty gives even one buffer to the system call that is for several.
    private boolean flushOne(ByteBuffer buffer) throws IOException {
        try {
            if (getChannel().write(buffer) > 0) {
                notIdle();
            }
        } catch (IOException e) {
            throw new EofException(e);
        }
        return !buffer.hasRemaining();
    }

    private static long remaining(ByteBuffer... buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (guest.waiting().isTooLong()) {
            return -1;
        }
        int filled = super.fill(buffer);
        if (filled > 0) {
            guest.waiting().arrived();
        }
        return filled;
    }

    /// Has `action` run when the connection ends; at once if it has.
    void whenClosed(Runnable action) {
        synchronized (this) {
            if (!closed) {
                Runnable before = whenClosed;
                whenClosed = before == null ? action : () -> {
                    before.run();
                    action.run();
                };
                return;
            }
        }
        action.run();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        if (cause instanceof MalformedException found) {
            fault = found;
        }
        super.onClose(cause);
    }

    /// It has ended.
    void left() {
        Runnable action;
        synchronized (this) {
            closed = true;
            action = whenClosed;
            whenClosed = null;
        }
        if (action != null) {
            action.run();
        }
        guest.ended(fault);
    }
}
