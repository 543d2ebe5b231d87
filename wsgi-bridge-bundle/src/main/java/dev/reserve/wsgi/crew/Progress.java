package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.function.IntSupplier;

/// Memory that is shared with a worker, in which it counts for how many requests it has called the app. It tells that even after its death.
final class Progress implements IntSupplier {

    private static final int SIZE = 4096;

    private final Path path;
    private final MappedByteBuffer shared;

    Progress(Path path) throws IOException {
        this.path = path;
        try (FileChannel file = FileChannel.open(path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            shared = file.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
        shared.order(ByteOrder.LITTLE_ENDIAN);
    }

    Path path() {
        return path;
    }

    @Override
    public int getAsInt() {
        return shared.getInt(0);
    }

    /// Gives it to the user that the worker is by the time it opens it.
    void give(UserPrincipal user) throws IOException {
        Files.setOwner(path, user);
    }

    void remove() throws IOException {
        Files.deleteIfExists(path);
    }
}
