package dev.reserve.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A file with a process id. It is prepared under another name before anything starts, so that a path that cannot be written stops the start;
/// and it appears all at once.
final class PidFile {
    private final Path path;
    private final Path prepared;

    private PidFile(Path path, Path prepared) {
        this.path = path;
        this.prepared = prepared;
    }

    static PidFile prepare(String name) throws Exit {
        try {
            Path path = Path.of(name).toAbsolutePath();
            if (Files.isDirectory(path)) {
                throw new FileSystemException(name, null, "is a directory");
            }
            Path prepared = path.resolveSibling("." + path.getFileName() + "." + ProcessHandle.current().pid());
            Files.writeString(prepared, "");
            Files.setPosixFilePermissions(prepared, PosixFilePermissions.fromString("rw-r--r--"));
            return new PidFile(path, prepared);
        } catch (IOException e) {
            throw cannotWrite(name, e);
        }
    }

    void write(long pid) throws Exit {
        try {
            Files.writeString(prepared, pid + "\n", StandardCharsets.US_ASCII);
            Files.move(prepared, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(path.toString(), e);
        }
    }

    /// Takes back what there is of it.
    void discard(boolean written) throws IOException {
        Files.deleteIfExists(prepared);
        if (written) {
            Files.deleteIfExists(path);
        }
    }

    private static Exit cannotWrite(String name, IOException e) {
        String reason = switch (e) {
            case NoSuchFileException missing -> "its directory does not exist";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> e.toString();
        };
        return new Exit(Exit.CANNOT_CREATE, "-p " + name + ": cannot write the pid file: " + reason, e);
    }
}
