package dev.reserve.core.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/// The file that binding a Unix socket leaves behind. It knows its own: a file that somebody put in its place is not removed.
public final class UnixSocketFile {
    private static final int S_IFMT = 0170000;
    private static final int S_IFSOCK = 0140000;

    private final Path path;
    private final @Nullable Object key;

    private UnixSocketFile(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    /// The file at this path, as it is now.
    public static UnixSocketFile at(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        return new UnixSocketFile(absolute, key(absolute));
    }

    /// Removes the file, if it is still the one that was here.
    public void remove() throws IOException {
        try {
            if (Objects.equals(key, key(path))) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // removed by somebody else: just as well
        }
    }

    /// Makes room for a socket: removes a socket file that nobody answers on, and nothing else.
    ///
    /// @throws IOException if something is there that has to stay
    static void clearStale(Path path) throws IOException {
        int mode;
        try {
            mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if ((mode & S_IFMT) != S_IFSOCK) {
            throw new FileSystemException(path.toString(), null, "a file is there that is not a socket; it stays as it is");
        }
        // A blocking connect would wait while the backlog is full.
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            Files.deleteIfExists(path);
            return;
        } catch (IOException e) {
            if (Errno.text(Errno.EAGAIN).equals(e.getMessage())) { // its backlog is full
                throw Libc.failure("bind", Errno.EADDRINUSE);
            }
            throw new FileSystemException(path.toString(), null,
                    "a socket is there, and whether anybody answers on it is unknown (" + e.getMessage() + "); it stays as it is");
        }
        throw Libc.failure("bind", Errno.EADDRINUSE);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
