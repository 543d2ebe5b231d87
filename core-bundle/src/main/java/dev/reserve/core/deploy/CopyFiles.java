package dev.reserve.core.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Files of copies: who may do what with them, and how they go.
///
/// While they arrive they are the server's alone. Then nobody may write to them, so that an app that keeps its data beside itself learns of it before the data is
/// lost with the version; and who could not read the original cannot read the copy: the processes of an app may run as somebody else.
final class CopyFiles {

    private static final Set<PosixFilePermission> OWN_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWN_FOLDER = PosixFilePermissions.fromString("rwx------");

    private CopyFiles() {}

    static OutputStream create(Path file) throws IOException {
        return Channels.newOutputStream(Files.newByteChannel(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(OWN_FILE)));
    }

    static Path createFolder(Path folder) throws IOException {
        return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN_FOLDER));
    }

    /// Protects the copy of a file.
    static void protect(Path original, Path copy) throws IOException {
        Files.setPosixFilePermissions(copy, copied(Files.getPosixFilePermissions(original), isOpen(original)));
    }

    /// Protects the copy of a folder.
    static void protect(Tree tree, Path original, Path copy) throws IOException {
        boolean open = isOpen(original);
        for (Tree.Entry entry : tree.entries().reversed()) { // first what is in a folder
            Files.setPosixFilePermissions(copy.resolve(entry.path()), copied(entry.permissions(), open));
        }
        Files.setPosixFilePermissions(copy, copied(Files.getPosixFilePermissions(original), open));
    }

    /// Whether the deploy folder lets everybody at what is in it.
    private static boolean isOpen(Path original) throws IOException {
        Path deploy = original.toAbsolutePath().getParent();
        return deploy != null && Files.getPosixFilePermissions(deploy).contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    private static Set<PosixFilePermission> copied(Set<PosixFilePermission> original, boolean open) {
        Set<PosixFilePermission> copied = EnumSet.noneOf(PosixFilePermission.class);
        copied.addAll(original);
        copied.removeIf(each -> each.name().endsWith("_WRITE") || (!open && each.name().startsWith("OTHERS_")));
        copied.add(PosixFilePermission.OWNER_READ);
        return copied;
    }

    /// Deletes a file, or a folder with all that is in it.
    static void delete(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.setPosixFilePermissions(folder, OWN_FOLDER);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
