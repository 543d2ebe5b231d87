package dev.reserve.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A client of the admin socket that knows nothing but bytes.
record Client(SocketChannel channel) implements AutoCloseable {

    /// @param message empty if there is none
    record Answer(String output, int code, String message) {}

    static Client connect(Path socket) throws IOException {
        return new Client(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    static Answer ask(Path socket, String line) throws IOException {
        try (Client client = connect(socket)) {
            client.send(line + "\n");
            return client.answer();
        }
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /// Reads until the server closes.
    Answer answer() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer.clear()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        String text = all.toString(StandardCharsets.UTF_8);
        int nul = text.indexOf('\0');
        if (nul < 0 || !text.endsWith("\n")) {
            throw new IOException("no trailer in: " + text);
        }
        String[] trailer = text.substring(nul + 1, text.length() - 1).split(" ", 2);
        return new Answer(text.substring(0, nul), Integer.parseInt(trailer[0]), trailer.length == 1 ? "" : trailer[1]);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
