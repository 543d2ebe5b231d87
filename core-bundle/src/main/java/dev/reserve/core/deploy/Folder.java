package dev.reserve.core.deploy;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The deploy folder as a whole. Where it is gone, moved away or unmounted, nobody has deleted the files in it. Thread-safe.
///
/// What is left of an unmounted file system is an empty directory with another inode: that is told from a directory whose files were deleted, which
/// is the same as before, and from another directory put in its place, which has files of its own.
public final class Folder {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Path path;
    private @Nullable Object known;
    private boolean gone;

    public Folder(Path path) {
        this.path = path;
        isGone();
    }

    /// Whether the folder is not there, or but an empty directory in its place.
    public synchronized boolean isGone() {
        boolean now = look();
        if (now && !gone) {
            LOG.log(Level.WARNING, "the deploy folder {0} is gone, or another one and empty: what served goes on serving", path);
        } else if (!now && gone) {
            LOG.log(Level.INFO, "the deploy folder {0} is there again", path);
        }
        gone = now;
        return now;
    }

    Path path() {
        return path;
    }

    /// Whether there is a file of that name in it.
    public boolean has(String file) {
        return Files.exists(path.resolve(file));
    }

    /// The lines of a file in it; none if it cannot be read.
    public List<String> lines(String file) {
        try {
            return Files.readAllLines(path.resolve(file));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a file in the deploy folder cannot be read", e);
            return List.of();
        }
    }

    /// The folders in it that may be artifacts; none if it cannot be read.
    List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path, each -> Kinds.isLookedAt(each) && Files.isDirectory(each))) {
            all.forEach(folders::add);
        } catch (IOException | DirectoryIteratorException e) { // it is gone, and others say so
            LOG.log(Level.DEBUG, "the deploy folder cannot be read", e);
        }
        return folders;
    }

    private boolean look() {
        try {
            Optional<Object> key = Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
            if (known == null || key.equals(Optional.of(known)) || hasFiles()) {
                known = key.orElse(null);
                return false;
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    /// Others than dot files, which are never looked at.
    private boolean hasFiles() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, file -> !file.getFileName().toString().startsWith("."))) {
            return files.iterator().hasNext();
        } catch (NotDirectoryException e) {
            return false;
        }
    }
}
