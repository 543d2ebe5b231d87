package dev.reserve.wsgi.link;

import dev.reserve.http.spi.FileTransfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// A part of a file that the worker has open, as a part of a response.
///
/// @param name for messages
record FilePart(FileChannel file, String name, long position, long length) {

    /// Opens the file again (proc_pid_fd(5)): it may have no name any more.
    ///
    /// @param payload descriptor, position and length
    static FilePart open(long pid, ByteBuffer payload) throws IOException {
        Path path = Path.of("/proc", Long.toString(pid), "fd", Integer.toString(payload.getInt()));
        long position = payload.getLong();
        long length = payload.getLong();
        if (position < 0 || length <= 0 || !Files.isRegularFile(path)) { // opening a pipe would wait for somebody who writes to it
            throw new IOException(
                    "bytes from " + position + ", " + length + " of them, of " + path + "; expected a part of a regular file");
        }
        return new FilePart(FileChannel.open(path), Files.readSymbolicLink(path).toString(), position, length);
    }

    /// Sends it on a thread of its own, which may wait for the disk, and closes it.
    void send(boolean last, Request request, Response response, Callback callback) {
        Thread.ofVirtual().name("wsgi-file")
                .start(() -> FileTransfer.send(file, name, position, length, last, request, response, callback));
    }

    /// Closes it if it was not sent.
    void close() {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger("reserve.wsgi").log(System.Logger.Level.WARNING, "closing " + name, e);
        }
    }
}
