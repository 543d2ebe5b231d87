package dev.reserve.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A connection to the admin socket: what a client of SSH asks for and types goes in, what it is shown comes out. The protocol is in `docs/admin-protocol.md`.
final class AdminLink implements AutoCloseable {

    private static final int MAX_SIZE = 10_000;

    private final SocketChannel channel;

    /// @param socket the admin socket
    /// @throws IOException if no shell answers there
    AdminLink(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    void header(String name, String value) throws IOException {
        send(("#" + name + " " + value + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// One command line. Line feeds of a command that has several become blanks, or they would end it.
    void line(String line) throws IOException {
        String one = line.replaceAll("[\r\n]+", " ").strip();
        // no header of ours
        send(((one.startsWith("#") ? " " : "") + one + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void script(byte[] text) throws IOException {
        header("script", "ssh " + text.length);
        send(text);
    }

    void shell(String terminal, int columns, int rows) throws IOException {
        String known = terminal.matches("[A-Za-z0-9][A-Za-z0-9+._-]{0,63}") ? terminal : "dumb";
        header("shell", known + " " + size(columns) + " " + size(rows));
    }

    void resized(int columns, int rows) throws IOException {
        send(("\0size " + size(columns) + " " + size(rows) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static int size(int given) {
        return Math.clamp(given, 0, MAX_SIZE);
    }

    /// A NUL begins a message in the protocol; an empty one stands for itself.
    void typed(byte[] bytes, int length) throws IOException {
        ByteBuffer escaped = ByteBuffer.allocate(2 * length);
        for (int i = 0; i < length; i++) {
            escaped.put(bytes[i]);
            if (bytes[i] == 0) {
                escaped.put((byte) '\n');
            }
        }
        send(escaped.flip());
    }

    /// Nothing more will be typed.
    void ended() throws IOException {
        channel.shutdownOutput();
    }

    /// Copies what the command prints.
    ///
    /// @return how it ended
    /// @throws IOException if the connection breaks off before it has
    Answer.End copyTo(OutputStream out) throws IOException {
        Answer answer = new Answer(out);
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer.clear()) >= 0) {
            answer.take(buffer.array(), buffer.position());
        }
        return answer.end();
    }

    private void send(byte[] bytes) throws IOException {
        send(ByteBuffer.wrap(bytes));
    }

    /// Whole messages only: they come from several threads.
    private synchronized void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// What still runs is interrupted then.
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
