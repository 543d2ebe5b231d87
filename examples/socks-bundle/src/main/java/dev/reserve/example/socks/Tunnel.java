package dev.reserve.example.socks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Brings bytes from each of two connections to the other. When one says that no more comes, the other is told so, and may go on by itself.
record Tunnel(SocketChannel client, SocketChannel destination, IdleTimeout idle) {

    private static final int BUFFER_BYTES = 16 * 1024;

    /// Returns when both are at their end, or one of them is broken: then both are closed.
    void run() throws IOException {
        Thread back = Thread.startVirtualThread(() -> pump(destination, client));
        pump(client, destination);
        try {
            back.join();
        } catch (InterruptedException _) { // the connection is cut
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (from.read(buffer) >= 0) {
                idle.moved();
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                idle.moved();
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) { // one of them has gone, and nobody is left to be told
            drop();
        }
    }

    private void drop() {
        close(client);
        close(destination);
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) { // closed all the same
            return;
        }
    }
}
