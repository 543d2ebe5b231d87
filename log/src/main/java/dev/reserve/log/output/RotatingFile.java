package dev.reserve.log.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// A file, `reserve.log`. When it is full it is called `reserve.log.1`, what was called so becomes `reserve.log.2`, and so on; the oldest goes.
final class RotatingFile implements Output {

    /// Who is not of the server's group has no business with what apps log.
    private static final String MODE = "rw-r-----";

    private final Path path;
    private final long limit;
    private final int kept;
    private FileChannel channel;
    private long size;

    private RotatingFile(Path path, long limit, int kept) throws IOException {
        this.path = path;
        this.limit = limit;
        this.kept = kept;
        this.channel = openFile();
    }

    /// Opens the file, and makes it and its directory if they are not there.
    ///
    /// @param limit the size that it does not outgrow, unless a single line does; 0: none
    /// @param kept how many earlier ones stay
    static RotatingFile open(Path path, long limit, int kept) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return new RotatingFile(path, limit, kept);
    }

    private FileChannel openFile() throws IOException {
        FileChannel opened = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
        size = opened.size();
        return opened;
    }

    @Override
    public int batch() {
        return limit == 0 ? BATCH : (int) Math.min(BATCH, limit);
    }

    @Override
    public void write(byte[] lines) throws IOException {
        if (limit > 0 && size > 0 && size + lines.length > limit) {
            rotate();
        }
        ByteBuffer left = ByteBuffer.wrap(lines);
        try {
            while (left.hasRemaining()) {
                channel.write(left);
            }
            size += lines.length;
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
    }

    /// A part of a line would make a mess of the next one.
    private void takeBack(IOException cause) {
        try {
            channel.truncate(size);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void rotate() throws IOException {
        for (int i = kept; i > 0; i--) {
            Path from = i == 1 ? path : numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (kept == 0) {
            Files.deleteIfExists(path);
        }
        reopen();
    }

    private Path numbered(int i) {
        return path.resolveSibling(path.getFileName() + "." + i);
    }

    @Override
    public void reopen() throws IOException {
        FileChannel before = channel;
        channel = openFile();
        before.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
