package dev.reserve.http.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The directory that is served, and nothing beside it: links are followed as long as they stay inside.
public final class Folder {

    /// A list of more would be of use to nobody.
    static final int LIST_LIMIT = 10_000;

    private final Path directory;

    /// @param directory may be a link that is made to point elsewhere while the files are served
    public Folder(Path directory) {
        this.directory = directory;
    }

    /// What a request path leads to, without any links in it.
    ///
    /// @return empty if there is nothing, or it lies outside
    public Optional<Path> find(RequestPath path) throws IOException {
        return resolve(String.join("/", path.names()));
    }

    private Optional<Path> resolve(String relative) throws IOException {
        try {
            Path root = directory.toRealPath();
            Path found = root.resolve(relative).toRealPath();
            return found.startsWith(root) ? Optional.of(found) : Optional.empty();
        } catch (NoSuchFileException | NotDirectoryException | FileSystemLoopException | InvalidPathException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (isNoSuchPath(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// Whether no file can be there: a part of the path is a file (ENOTDIR), a link leads to itself (ELOOP), a name is too long (ENAMETOOLONG).
    private static boolean isNoSuchPath(FileSystemException e) {
        String reason = e.getReason();
        return reason != null && (reason.contains("Not a directory") || reason.contains("symbolic links") || reason.contains("too long"));
    }

    /// The variant of a file with a suffix to its name, beside it.
    Optional<Path> beside(Path file, String suffix) throws IOException {
        Path sibling = file.resolveSibling(file.getFileName() + suffix);
        if (!Files.exists(sibling)) { // mostly; and to find out in this way costs no exception
            return Optional.empty();
        }
        return resolve(directory.toRealPath().relativize(sibling).toString());
    }

    /// One line of a list.
    record Entry(String name, FileState state) {}

    /// What may be seen in a directory: directories first, then by name; at most [#LIST_LIMIT].
    List<Entry> list(RequestPath path, Path found) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(found)) {
            for (Path child : children) {
                String name = child.getFileName().toString();
                if (entries.size() == LIST_LIMIT) {
                    break;
                }
                if (RequestPath.isServed(name)) {
                    visible(path.child(name)).ifPresent(state -> entries.add(new Entry(name, state)));
                }
            }
        }
        entries.sort(Comparator.comparing((Entry entry) -> !entry.state.directory()).thenComparing(Entry::name));
        return entries;
    }

    private Optional<FileState> visible(RequestPath path) {
        try {
            Optional<Path> found = find(path);
            return found.isPresent() ? FileState.of(found.get()).filter(state -> state.directory() || state.regular()) : Optional.empty();
        } catch (IOException e) { // it cannot be read, so it is not shown
            return Optional.empty();
        }
    }
}
