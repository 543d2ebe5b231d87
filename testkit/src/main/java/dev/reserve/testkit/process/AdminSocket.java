package dev.reserve.testkit.process;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Speaks the admin protocol itself, where starting `reservectl` each time would only take time.
///
/// @param path of the socket
/// @param deadline for an answer
public record AdminSocket(Path path, Deadline deadline) {

    /// The outcome of a command that has ended.
    public record Outcome(int exit, String output) {}

    /// Runs one command line.
    ///
    /// @throws IOException if no server answers on the socket, or the answer has no trailer
    public Outcome run(String line) throws IOException {
        return deadline.call(line, () -> ask(line));
    }

    private Outcome ask(String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            Channels.newOutputStream(channel).write((line + "\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            int trailer = answer.lastIndexOf('\0');
            if (trailer < 0) {
                throw new IOException("the answer has no trailer: " + answer);
            }
            String[] end = answer.substring(trailer + 1).strip().split(" ", 2);
            return new Outcome(Integer.parseInt(end[0]), answer.substring(0, trailer) + (end.length > 1 ? end[1] : ""));
        }
    }
}
