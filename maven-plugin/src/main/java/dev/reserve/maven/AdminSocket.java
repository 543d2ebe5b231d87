package dev.reserve.maven;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Runs a command in a running server, by the protocol that `reservectl` speaks too.
final class AdminSocket {

    private final Path path;

    /// @param data the server's data directory
    AdminSocket(Path data) {
        this.path = data.resolve("admin").resolve("admin.sock");
    }

    Path path() {
        return path;
    }

    /// How a command has ended.
    ///
    /// @param output what it has printed
    /// @param code 0 if all went well
    /// @param message why not; may be empty
    record Answer(String output, int code, String message) {}

    /// Waits until the command has ended.
    ///
    /// @param words the command and its arguments
    /// @throws IOException if there is no server, or the connection breaks
    Answer run(Path directory, String... words) throws IOException {
        StringBuilder request = new StringBuilder("#cwd ").append(directory).append('\n');
        for (int i = 0; i < words.length; i++) {
            request.append(i == 0 ? "" : " ").append(quoted(words[i]));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            ByteBuffer bytes = UTF_8.encode(request.append('\n').toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        }
        return parse(answer.toString(UTF_8));
    }

    /// The output, a NUL, the exit code, perhaps a blank and a message.
    private static Answer parse(String text) throws IOException {
        int end = text.lastIndexOf('\0');
        String[] trailer = text.substring(end + 1).strip().split(" ", 2);
        if (end < 0 || !trailer[0].matches("\\d{1,3}")) {
            throw new IOException("the connection broke off before the command had ended");
        }
        return new Answer(text.substring(0, end), Integer.parseInt(trailer[0]), trailer.length > 1 ? trailer[1] : "");
    }

    /// Nothing is special between single quotes.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
