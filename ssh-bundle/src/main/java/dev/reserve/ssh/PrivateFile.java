package dev.reserve.ssh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that nobody else may read, or write, as OpenSSH has it with the same.
final class PrivateFile {

    private static final int STICKY = 01000;
    private static final int WRITABLE = 022;

    private PrivateFile() {}

    /// Checks that only its owner may read a file, if it is there.
    ///
    /// @throws IllegalArgumentException if others may; names the key and the file
    static void check(String key, Path file) {
        try {
            if (Files.exists(file)) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
                Set<PosixFilePermission> owners = PosixFilePermissions.fromString("rwx------");
                if (!Files.isRegularFile(file) || !owners.containsAll(permissions)) {
                    throw new IllegalArgumentException(key + ": " + file + " has the mode " + PosixFilePermissions.toString(permissions)
                            + "; expected a file that only its owner may read: chmod 600");
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(key + ": " + file + ": " + e + "; expected a file that the server may read", e);
        }
    }

    /// Why others may put something into a file, or another in its place; empty if they may not.
    ///
    /// @param ours a file of the user that runs the server
    static String writableByOthers(Path file, Path ours) throws IOException {
        for (Path each : new Path[]{file, file.toAbsolutePath().getParent()}) {
            if (each == null) {
                continue;
            }
            String owner = Files.getOwner(each).getName();
            if (!owner.equals("root") && !owner.equals(Files.getOwner(ours).getName())) {
                return each + " is of user " + owner + "; expected it to be of root, or of the user that runs the server";
            }
            int mode = (Integer) Files.getAttribute(each, "unix:mode");
            // in a directory like /tmp nobody replaces what is another's
            boolean sticky = !each.equals(file) && (mode & STICKY) != 0;
            if ((mode & WRITABLE) != 0 && !sticky) {
                return each + " has the mode " + PosixFilePermissions.toString(Files.getPosixFilePermissions(each))
                        + "; expected one that only its owner may write: chmod go-w";
            }
        }
        return "";
    }
}
