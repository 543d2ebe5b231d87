package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.RecordReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A connection to a FastCGI program, which serves one request after the other.
final class Connection implements Closeable {

    private static final int IN_BYTES = 32 << 10;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES).limit(0);
    private final RecordReader reader = new RecordReader();
    private boolean used;
    private long idleSince;

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    SocketChannel channel() {
        return channel;
    }

    RecordReader reader() {
        return reader;
    }

    /// What has come and is not consumed.
    ByteBuffer in() {
        return in;
    }

    /// Waits for more, which takes the place of what has been consumed.
    ///
    /// @return false at the end
    boolean fill() throws IOException {
        in.clear();
        int read = channel.read(in);
        in.flip();
        return read >= 0;
    }

    void write(ByteBuffer... buffers) throws IOException {
        ByteBuffer last = buffers[buffers.length - 1];
        while (last.hasRemaining() || remains(buffers)) {
            channel.write(buffers);
        }
    }

    private static boolean remains(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /// Whether it has served a request before.
    boolean used() {
        return used;
    }

    /// Whether nothing is left over of the requests before.
    boolean clean() {
        return !in.hasRemaining() && reader.between();
    }

    void rest(long now) {
        used = true;
        idleSince = now;
    }

    boolean idleLongerThan(long nanos, long now) {
        return now - idleSince > nanos;
    }

    /// Whether the program has neither ended it nor said anything meanwhile.
    boolean alive() {
        try {
            channel.configureBlocking(false);
            in.clear();
            int read = channel.read(in);
            in.flip();
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
