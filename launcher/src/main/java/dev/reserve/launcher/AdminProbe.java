package dev.reserve.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Asks the server for its status as a client does: by a connection to its admin socket.
final class AdminProbe {

    private AdminProbe() {}

    /// @return how the command ended: 0
    /// @throws IOException if nobody answers, or the command failed
    static int ask(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.UTF_8.encode("status\n"));
            Answer answer = new Answer(OutputStream.nullOutputStream());
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            Exit end = answer.end();
            if (end.code() != Exit.OK) {
                throw new IOException("status ended with " + end.code() + ": " + end.getMessage());
            }
            return end.code();
        } catch (Exit e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
