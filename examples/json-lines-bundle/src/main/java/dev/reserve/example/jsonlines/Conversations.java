package dev.reserve.example.jsonlines;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// The connections of one version: a line comes, a line goes, until the client has no more.
record Conversations(Duration timeout) implements ConnectionHandler {

    private static final int MAX_LINE_BYTES = 64 * 1024;
    /// Once another version has taken over, a connection is closed when it has nothing to say for so long.
    private static final Duration TIMEOUT_IN_DRAIN = Duration.ofSeconds(3);

    @Override
    public void handle(SocketChannel socket, SocketAddress clientAddress, Server server) throws IOException {
        try (IdleTimeout idle = new IdleTimeout(socket, timeout)) {
            server.onDraining(() -> idle.limit(TIMEOUT_IN_DRAIN));
            InputStream in = new BufferedInputStream(Channels.newInputStream(socket));
            OutputStream out = Channels.newOutputStream(socket);
            for (Optional<byte[]> line = readLine(in); line.isPresent(); line = readLine(in)) {
                if (line.get().length > MAX_LINE_BYTES) { // not read to its end, so that there is no next one
                    write(out, Answer.error("a line has at most " + MAX_LINE_BYTES + " bytes"));
                    return;
                }
                if (line.get().length > 0) {
                    write(out, Answer.to(line.get()));
                }
                idle.moved();
            }
        } catch (ClosedChannelException e) { // it was quiet for too long, or cut
            return;
        }
    }

    /// Called after the last connection: nothing to let go of.
    @Override
    public void close() {}

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(UTF_8));
    }

    /// The next line, or as much of it as is more than enough. The last one may do without an end.
    private static Optional<byte[]> readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() <= MAX_LINE_BYTES) {
            int b = in.read();
            if (b < 0 || b == '\n') {
                return b < 0 && line.size() == 0 ? Optional.empty() : Optional.of(line.toByteArray());
            }
            line.write(b);
        }
        return Optional.of(line.toByteArray());
    }
}
