package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file that keeps what was typed, from one session to the next. It may have secrets in it.
final class ShellHistory {

    private static final Logger LOG = System.getLogger("reserve.admin");

    private ShellHistory() {}

    /// Makes sure that only its owner may read the file.
    ///
    /// @return nothing if that cannot be done: then a session does without
    static Optional<Path> file(Path path) {
        try {
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) { // mostly
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            return Optional.of(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the shell keeps no history: {0}", e);
            return Optional.empty();
        }
    }
}
