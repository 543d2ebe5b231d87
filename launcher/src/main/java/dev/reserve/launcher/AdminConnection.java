package dev.reserve.launcher;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a server's admin socket is reached.
final class AdminConnection {
    private final Path socket;

    /// @param data the server's data directory
    AdminConnection(Path data) {
        this.socket = data.resolve("admin").resolve("admin.sock");
    }

    /// Connects, and tells the server where this process is, so that it finds the files that commands name.
    SocketChannel open() throws Exit, IOException {
        SocketChannel channel = connect();
        String directory = System.getProperty("user.dir", "/");
        if (directory.indexOf('\n') < 0) {
            send(channel, "#cwd ".concat(directory).concat("\n").getBytes(StandardCharsets.UTF_8));
        }
        return channel;
    }

    static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    Exit broken(IOException e) {
        return new Exit(Exit.IO_ERROR, "talking to the server on " + socket + ": " + e.getMessage(), e);
    }

    Path socket() {
        return socket;
    }

    /// Connects, and says nothing yet.
    SocketChannel connect() throws Exit, IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (ClosedByInterruptException e) {
            throw e;
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
