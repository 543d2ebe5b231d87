package dev.reserve.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection to an app under test. Text is UTF-8.
///
/// Whatever waits does so for the deadline of the test, and then fails with an [AssertionError] that shows what came; so does it when the connection ends
/// before. Not for several threads at once. An interrupt fails what waits.
public final class Client implements AutoCloseable {

    private static final int READ_BYTES = 64 * 1024;

    /// What was expected of a connection did not come, and is noted as lost.
    static final class Unmet extends AssertionError {
        private static final long serialVersionUID = 1L;

        Unmet(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final Clients clients;
    private final Selector selector;
    private final SocketChannel channel;
    private final SelectionKey key;
    /// What came and has not been expected yet.
    private byte[] pending = {};
    private volatile boolean atEnd;
    private boolean ended;
    /// Whether it is known that the server has accepted the connection: then it will see its end.
    private boolean served;
    private boolean closed;

    Client(Clients clients) throws IOException {
        this.clients = clients;
        this.selector = Selector.open();
        this.channel = open(clients.address());
        this.key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    }

    private SocketChannel open(SocketAddress address) throws IOException {
        try {
            return SocketChannel.open(address);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    /// Sends text as it is: without a line end that is not there.
    ///
    /// @throws AssertionError if the app does not take it, or has ended the connection
    public Client send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends bytes.
    ///
    /// @throws AssertionError if the app does not take them, or has ended the connection
    public Client send(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        long start = System.nanoTime();
        try {
            while (channel.write(rest) >= 0 && rest.hasRemaining()) {
                if (!ready(atEnd ? SelectionKey.OP_WRITE : SelectionKey.OP_WRITE | SelectionKey.OP_READ, start)) {
                    throw failed("sent " + bytes.length + " bytes, of which the app has not taken " + rest.remaining() + " within "
                            + clients.deadline());
                }
                if (!atEnd) {
                    takeIn(); // or an app that answers meanwhile would wait for us, and we for it
                }
            }
        } catch (IOException e) {
            throw broken("sending " + Shown.bytes(bytes), e);
        }
        return this;
    }

    /// Reads as many bytes as the text has, and compares them.
    ///
    /// @throws AssertionError as soon as it is clear that the text does not come
    public Client expect(String text) {
        return expect(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads as many bytes as there are in the array, and compares them.
    ///
    /// @throws AssertionError as soon as it is clear that they do not come
    public Client expect(byte[] expected) {
        String what = "expected " + Shown.bytes(expected);
        long start = System.nanoTime();
        while (true) {
            int common = Math.min(pending.length, expected.length);
            if (!Arrays.equals(pending, 0, common, expected, 0, common)) {
                throw failed(what + ", and " + Shown.bytes(pending) + " came");
            }
            if (common == expected.length) {
                take(common);
                return this;
            }
            more(what, start);
        }
    }

    /// The next line, without its end, LF or CR LF.
    ///
    /// @throws AssertionError if none comes
    public String line() {
        long start = System.nanoTime();
        int searched = 0;
        while (true) {
            for (int i = searched; i < pending.length; i++) {
                if (pending[i] == '\n') {
                    String line = new String(take(i + 1), StandardCharsets.UTF_8);
                    return line.substring(0, line.length() - (line.endsWith("\r\n") ? 2 : 1));
                }
            }
            searched = pending.length;
            more("expected a line", start);
        }
    }

    /// All that comes until the app ends the connection.
    ///
    /// @throws AssertionError if it does not end it
    public String rest() {
        long start = System.nanoTime();
        while (!atEnd) {
            read("expected the end of the connection", start);
        }
        return new String(take(pending.length), StandardCharsets.UTF_8);
    }

    /// Expects that the app ends the connection, and that nothing comes before.
    ///
    /// @throws AssertionError if something comes, or the connection goes on, or is reset
    public Client closed() {
        long start = System.nanoTime();
        while (!atEnd && pending.length == 0) {
            read("expected the end of the connection", start);
        }
        if (pending.length > 0) {
            throw failed("expected the end of the connection, and " + Shown.bytes(pending) + " came");
        }
        return this;
    }

    /// Tells the app that nothing more will be sent; what it sends can still be read.
    public Client finish() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw broken("finishing", e);
        }
        return this;
    }

    /// Closes the connection, in the middle of whatever it is.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (served) {
            over();
        } else {
            clients.forget(this);
        }
        try {
            channel.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOf(pending, length);
        pending = Arrays.copyOfRange(pending, length, pending.length);
        return taken;
    }

    /// Reads on, if the connection goes on.
    private void more(String what, long start) {
        if (!atEnd) {
            read(what, start);
        }
        if (atEnd) {
            throw failed(what + ", and the connection ended after " + Shown.bytes(pending));
        }
    }

    /// Reads what comes next, or notes the end.
    private void read(String what, long start) {
        try {
            while (!takeIn()) {
                if (!ready(SelectionKey.OP_READ, start)) {
                    throw failed(what + "; within " + clients.deadline() + " came "
                            + (pending.length == 0 ? "nothing" : Shown.bytes(pending) + " and nothing more"));
                }
            }
        } catch (IOException e) {
            throw broken(what, e);
        }
    }

    /// Takes in what is there by now, or notes the end; false if there is neither.
    private boolean takeIn() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        int count = channel.read(buffer);
        if (count < 0) {
            atEnd = true;
        } else if (count > 0) {
            byte[] all = Arrays.copyOf(pending, pending.length + count);
            System.arraycopy(buffer.array(), 0, all, pending.length, count);
            pending = all;
        }
        served |= count != 0;
        return count != 0;
    }

    /// Waits until the channel is ready; false at the deadline.
    private boolean ready(int operation, long start) throws IOException {
        key.interestOps(operation);
        while (true) {
            if (Thread.currentThread().isInterrupted()) {
                throw failed("interrupted");
            }
            long left = clients.deadline().patience().toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            if (selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))) > 0) {
                selector.selectedKeys().clear();
                return true;
            }
        }
    }

    /// Whether the app has ended its side of the connection, and all that came has been read.
    boolean isAtEnd() {
        return atEnd;
    }

    private void over() {
        if (!ended) {
            ended = true;
            clients.ended(this);
        }
    }

    private Unmet failed(String message) {
        return clients.unmet(message, null);
    }

    private Unmet broken(String doing, IOException e) {
        served = true;
        over();
        return clients.unmet(doing + ", and the connection broke after " + Shown.bytes(pending) + ": " + e.getMessage(), e);
    }
}
