package dev.reserve.shell;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A new zip file of texts, for its owner alone.
final class Archive implements AutoCloseable {

    private final ZipOutputStream zip;

    private Archive(ZipOutputStream zip) {
        this.zip = zip;
    }

    /// @throws FileAlreadyExistsException if there is something of that name
    static Archive create(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        return new Archive(new ZipOutputStream(Channels.newOutputStream(Files.newByteChannel(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))));
    }

    /// Adds a text. If it cannot be had the archive has the reason in its place: it is made when something is wrong.
    void add(String name, Callable<String> text) throws IOException {
        String found;
        try {
            found = text.call();
        } catch (Exception | LinkageError e) {
            found = "not available: " + e + "\n";
        }
        zip.putNextEntry(new ZipEntry(name));
        zip.write((found.endsWith("\n") ? found : found + "\n").getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
