package dev.reserve.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The bytes of one connection. Every failure is a [LossException].
final class Wire implements Closeable {

    private final SocketChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(1024).flip();

    private Wire(SocketChannel channel) {
        this.channel = channel;
    }

    static Wire connect(SocketAddress address) throws LossException {
        try {
            boolean unix = address instanceof UnixDomainSocketAddress;
            SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
            try {
                if (!unix) {
                    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                }
                channel.connect(address);
                return new Wire(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw LossException.connecting(e);
        }
    }

    void send(String text) throws LossException {
        try {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw LossException.talking(e);
        }
    }

    /// The next line, without its end.
    String line() throws LossException {
        for (int from = 0;;) {
            for (; from < buffer.remaining(); from++) {
                if (buffer.get(buffer.position() + from) == '\n') {
                    String line = text(from);
                    buffer.get();
                    return line;
                }
            }
            if (!more()) {
                throw new LossException(Loss.UNANSWERED, "the connection ended after " + buffer.remaining() + " bytes of a line");
            }
        }
    }

    /// So many bytes.
    String bytes(int count) throws LossException {
        while (buffer.remaining() < count) {
            if (!more()) {
                throw new LossException(Loss.UNANSWERED, "the connection ended after " + buffer.remaining() + " of " + count + " bytes");
            }
        }
        return text(count);
    }

    /// Says that nothing more is to come from this side.
    void shut() throws LossException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw LossException.talking(e);
        }
    }

    /// Waits for the end of what the other side sends, of which nothing must be left.
    void expectEnd() throws LossException {
        if (buffer.hasRemaining() || more()) {
            throw new LossException(Loss.WRONG, "more than was asked for: " + text(Math.min(buffer.remaining(), 40)));
        }
    }

    private boolean more() throws LossException {
        try {
            buffer = room(buffer);
            int count = channel.read(buffer);
            buffer.flip();
            return count > 0;
        } catch (IOException e) {
            throw LossException.talking(e);
        }
    }

    /// What is left, at the start of a buffer that has room for more.
    private static ByteBuffer room(ByteBuffer buffer) {
        if (buffer.remaining() <= buffer.capacity() / 2) {
            return buffer.compact();
        }
        return ByteBuffer.allocate(2 * buffer.capacity()).put(buffer);
    }

    private String text(int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("close(2) of a connected socket has failed", e);
        }
    }
}
