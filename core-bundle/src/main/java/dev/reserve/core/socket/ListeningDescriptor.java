package dev.reserve.core.socket;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/// A listening socket that is a mere file descriptor. Until it is handed over, closing it leaves nothing behind, not even the file of a Unix
/// socket.
public final class ListeningDescriptor implements AutoCloseable {
    private final int fd;
    private final @Nullable UnixSocketFile file;

    ListeningDescriptor(int fd, @Nullable UnixSocketFile file) {
        this.fd = fd;
        this.file = file;
    }

    /// The descriptor's number.
    public int fd() {
        return fd;
    }

    @Override
    public void close() throws IOException {
        try {
            Libc.close(fd);
        } finally {
            if (file != null) {
                file.remove();
            }
        }
    }
}
