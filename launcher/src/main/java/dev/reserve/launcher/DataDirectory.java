package dev.reserve.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The directory for everything that the server writes. One server at a time uses it.
final class DataDirectory {
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static DataDirectory lock(Path path) throws Exit {
        createDirectory(path, "rwx------");
        try {
            FileChannel channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                ByteBuffer pid = ByteBuffer.allocate(20);
                channel.read(pid, 0);
                channel.close();
                throw new Exit(Exit.TEMPORARY, "another server uses " + path + ": process "
                        + new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII).strip()
                        + "; give this one its own with --data");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return new DataDirectory(channel, lock);
        } catch (IOException e) {
            throw new Exit(Exit.CANNOT_CREATE, "cannot write in the data directory " + path + ": " + e, e);
        }
    }

    static void createDirectory(Path path, String mode) throws Exit {
        try {
            if (Files.isDirectory(path)) {
                return;
            }
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw new Exit(Exit.CANNOT_CREATE, path + " is not a directory", e);
            }
        } catch (IOException e) {
            throw new Exit(Exit.CANNOT_CREATE, "cannot create the directory " + path + ": " + e, e);
        }
    }

    void unlock() throws IOException {
        lock.release();
        channel.close();
    }
}
