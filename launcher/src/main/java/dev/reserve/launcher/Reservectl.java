package dev.reserve.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// `reservectl`: runs a command in the running server.
public final class Reservectl {
    private static final String COMMAND = "reservectl";

    private Reservectl() {}

    /// Runs the command.
    public static void main(String[] arguments) {
        int code;
        try {
            Map<String, String> environment = System.getenv();
            String base = environment.getOrDefault("RESERVE_BASE", "");
            Path directory = Path.of(base.isEmpty() ? System.getProperty("reserve.home", ".") : base);
            Exit end = ask(ReservectlOptions.parse(RawArguments.decoded(RawArguments.of(arguments)), directory, environment));
            String.valueOf(end.getMessage()).lines().forEach(line -> System.err.println(COMMAND + ": " + line));
            code = end.code();
        } catch (Exit e) {
            e.print(COMMAND);
            code = e.code();
        }
        System.exit(code);
    }

    /// How the command ended: its exit code, and the message of its error.
    private static Exit ask(ReservectlOptions options) throws Exit {
        Path socket = options.data().resolve("admin").resolve("admin.sock");
        try (SocketChannel channel = connect(socket)) {
            ByteBuffer request = ByteBuffer.wrap((options.line() + "\n").getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            Answer answer = new Answer(new FileOutputStream(FileDescriptor.out));
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return answer.end();
        } catch (IOException e) {
            throw new Exit(Exit.IO_ERROR, "talking to the server on " + socket + ": " + e.getMessage(), e);
        }
    }

    private static SocketChannel connect(Path socket) throws Exit {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            // In a directory that may not be searched, a file neither exists nor does not.
            if (!Files.notExists(socket) && !Files.isWritable(socket)) {
                throw new Exit(Exit.NO_PERMISSION, "user " + System.getProperty("user.name") + " may not use " + socket
                        + ": it is for the user that runs the server, and root", e);
            }
            throw new Exit(Exit.UNAVAILABLE, "no server answers on " + socket + " (" + e.getMessage() + ")\n"
                    + "start one with ./reserve, or say where its data directory is with --data", e);
        }
    }
}
