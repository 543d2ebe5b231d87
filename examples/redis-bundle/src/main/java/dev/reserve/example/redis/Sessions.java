package dev.reserve.example.redis;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.Server;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The connections of one version: each a thread that reads a request, has it answered, and writes the answer.
record Sessions(Commands commands, Duration timeout) implements ConnectionHandler {

    /// Once another version has taken over, a connection that is quiet for so long is closed: clients connect anew when they next have something to say.
    private static final Duration TIMEOUT_IN_DRAIN = Duration.ofSeconds(3);
    private static final int BUFFER_BYTES = 16 * 1024;

    @Override
    public void handle(SocketChannel socket, SocketAddress clientAddress, Server server) throws IOException {
        try (IdleTimeout idle = new IdleTimeout(socket, timeout)) {
            server.onDraining(() -> idle.shorten(TIMEOUT_IN_DRAIN));
            OutputStream out = new BufferedOutputStream(idle.watch(Channels.newOutputStream(socket)), BUFFER_BYTES);
            InputStream in = new FlushingInput(idle.watch(Channels.newInputStream(socket)), out);
            serve(new Requests(new BufferedInputStream(in, BUFFER_BYTES)), out);
            out.flush();
        } catch (ClosedChannelException | EOFException e) { // it was quiet for too long, or cut; or ended in the middle of a request
            return;
        }
    }

    /// Called after the last connection: nothing to let go of. The data stays, for the next version.
    @Override
    public void close() {}

    private void serve(Requests requests, OutputStream out) throws IOException {
        try {
            for (Optional<List<String>> request = requests.next(); request.isPresent(); request = requests.next()) {
                commands.run(request.get()).writeTo(out);
                if (request.get().getFirst().equalsIgnoreCase("QUIT")) {
                    return;
                }
            }
        } catch (ProtocolException e) { // where the next request begins cannot be known
            new Reply.Failure("ERR Protocol error: " + e.getMessage()).writeTo(out);
        }
    }

    /// Answers go out before the thread waits for more requests: all at once, if a client sends many requests at once.
    private static final class FlushingInput extends FilterInputStream {

        private final OutputStream answers;

        FlushingInput(InputStream in, OutputStream answers) {
            super(in);
            this.answers = answers;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            answers.flush();
            return super.read(bytes, offset, length);
        }
    }
}
