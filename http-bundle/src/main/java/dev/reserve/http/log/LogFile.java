package dev.reserve.http.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Where the lines go. Used by one thread at a time.
final class LogFile {

    /// Who is not of the server's group has no business with the addresses of its clients.
    private static final String MODE = "rw-r-----";

    private final Path path;
    private final boolean standardOutput;
    private OutputStream out;

    private LogFile(Path path, boolean standardOutput) throws IOException {
        this.path = path;
        this.standardOutput = standardOutput;
        this.out = standardOutput ? new FileOutputStream(FileDescriptor.out) : openFile();
    }

    /// @param name a path, or `-`
    /// @param directory which a relative path begins at
    static LogFile open(String name, Path directory) throws IOException {
        return new LogFile(directory.resolve(name), name.equals("-"));
    }

    private OutputStream openFile() throws IOException {
        return Channels.newOutputStream(
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE))));
    }

    void write(byte[] lines) throws IOException {
        out.write(lines);
    }

    /// Opens the file again by its name, as somebody has renamed the one that is open. If that fails, the open one stays.
    void reopen() throws IOException {
        if (!standardOutput) {
            OutputStream before = out;
            out = openFile();
            before.close();
        }
    }

    void close() throws IOException {
        if (!standardOutput) {
            out.close();
        }
    }

    @Override
    public String toString() {
        return standardOutput ? "standard output" : path.toString();
    }
}
