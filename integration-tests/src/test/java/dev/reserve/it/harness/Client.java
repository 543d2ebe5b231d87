package dev.reserve.it.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A client of a line protocol, over TCP or a Unix socket.
public final class Client implements AutoCloseable {

    private final SocketChannel socket;
    private final BufferedReader in;

    private Client(SocketChannel socket) {
        this.socket = socket;
        this.in = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
    }

    public static Client connect(SocketAddress address) {
        try {
            return new Client(SocketChannel.open(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void send(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /// The next line, or empty at the end of the stream.
    public Optional<String> receive() throws IOException {
        return Optional.ofNullable(in.readLine());
    }

    /// Sends a line and gives the one that answers it.
    public String exchange(String line) throws IOException {
        send(line);
        return receive().orElseThrow(() -> new IOException("closed without an answer to: " + line));
    }

    /// Says that there is nothing more to send.
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
