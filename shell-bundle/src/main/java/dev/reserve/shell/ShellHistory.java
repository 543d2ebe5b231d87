package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The file that keeps what was typed, from one session to the next. It may have secrets in it.
final class ShellHistory {

    private static final Logger LOG = System.getLogger("reserve.admin");

    /// The time in milliseconds, and what was typed, with every line break behind a backslash. What was not UTF-8 has become a replacement character.
    private static final Pattern LINE = Pattern.compile("\\d{1,15}:(?:[^\\\\\ufffd]++|\\\\.)*+");
    private static final long TOO_LARGE = 16 * 1024 * 1024;

    private ShellHistory() {}

    /// Makes sure that only its owner may read the file, and that JLine understands it.
    ///
    /// @return nothing if that cannot be done: then a session does without
    static Optional<Path> file(Path path) {
        try {
            try {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } catch (FileAlreadyExistsException e) { // mostly
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                mend(path);
            }
            return Optional.of(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the shell keeps no history: {0}", e);
            return Optional.empty();
        }
    }

    /// Leaves out lines that were cut off, or that something else has written: one such line would be the end of every session.
    private static void mend(Path path) throws IOException {
        String text = Files.size(path) > TOO_LARGE ? "" : new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        List<String> sound = text.lines().filter(line -> LINE.matcher(line).matches()).toList();
        boolean broken = sound.size() < text.lines().count() || !(text.isEmpty() || text.endsWith("\n"));
        if (broken || Files.size(path) > TOO_LARGE) {
            LOG.log(Level.WARNING, "the history of the shell, {0}, was damaged; {1} lines of it are kept", path, sound.size());
            Files.write(path, sound);
        }
    }
}
