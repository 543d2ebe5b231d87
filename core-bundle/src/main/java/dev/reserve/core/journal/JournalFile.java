package dev.reserve.core.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// The bytes of the journal on disk. A method that returns has them there for good; one that throws has left no half line behind, or knows
/// that the file is not [#sound] any more. For one thread.
final class JournalFile implements Closeable {

    private final Path path;
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long end;

    JournalFile(Path path) {
        this.path = path;
    }

    /// Goes on behind what is there, up to `end`; what follows it is cut off.
    void adopt(long end) throws IOException {
        FileChannel existing = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            if (existing.size() > end) {
                existing.truncate(end);
                existing.force(true);
            }
            use(existing, end);
        } catch (IOException e) {
            existing.close();
            throw e;
        }
    }

    /// Whether the file at the path is still the one that was written here, and as long: someone may have removed it, put another in its
    /// place, or emptied it.
    boolean sound() {
        FileChannel current = channel;
        try {
            return current != null && current.isOpen() && current.size() == end && Objects.equals(key, key());
        } catch (IOException e) {
            return false;
        }
    }

    long size() {
        return end;
    }

    void append(byte[] lines) throws IOException {
        FileChannel current = Objects.requireNonNull(channel);
        try {
            write(current, lines, end);
        } catch (IOException e) { // mostly for want of room, and to give some back needs none
            try {
                current.truncate(end);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
        try {
            current.force(false);
        } catch (IOException e) { // what the kernel did with the pages is anyone's guess, and a second fsync(2) would claim that all is well
            close();
            throw e;
        }
        end += lines.length;
    }

    /// Puts a new file in place of the old, in one step.
    void replace(byte[] lines) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        // the args of apps may be nobody else's business
        FileChannel written = FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            write(written, lines, 0);
            written.force(true);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            close();
            use(written, lines.length);
            syncDirectory();
        } catch (IOException e) {
            written.close();
            Files.deleteIfExists(next);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private void use(FileChannel opened, long length) throws IOException {
        key = key();
        channel = opened;
        end = length;
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /// Without it the new name, unlike the new bytes, may be gone after a power loss.
    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(Objects.requireNonNull(path.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer, position + buffer.position());
        }
    }
}
