package dev.reserve.http.spi;

import dev.reserve.http.files.FileHandler;
import dev.reserve.http.files.FileState;
import dev.reserve.http.files.Folder;
import dev.reserve.http.files.RequestPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// A directory as the sub-app `static` sees it: hidden files are not there, and links are followed as long as they stay inside. Waits for the disk, so it is to
/// be called on threads that may.
public final class DocumentRoot {

    private final Folder folder;
    private final FileHandler files;

    /// @param directory may be a link, which is followed anew for each request
    public DocumentRoot(Path directory) {
        folder = new Folder(directory);
        files = new FileHandler(folder, false);
    }

    /// A file, or a directory.
    ///
    /// @param path without links in it
    public record Document(Path path, boolean directory) {}

    /// What a path leads to, as far as it is served.
    ///
    /// @param path below the one that the app is mounted at, as [Request#getPathInContext] has it
    public Optional<Document> find(String path) throws IOException {
        Optional<RequestPath> asked = RequestPath.of(path);
        Optional<Path> found = asked.isEmpty() ? Optional.empty() : folder.find(asked.get());
        Optional<FileState> state = found.isEmpty() ? Optional.empty() : FileState.of(found.get());
        if (found.isEmpty() || state.isEmpty() || !(state.get().directory() || (state.get().regular() && !asked.get().directory()))) {
            return Optional.empty();
        }
        return Optional.of(new Document(found.get(), state.get().directory()));
    }

    /// Answers as `static` does.
    ///
    /// @return false if there is nothing to answer with
    public boolean serve(Request request, Response response, Callback callback) throws IOException {
        return files.handle(request, response, callback);
    }

    /// Answers with the path of a directory, with a slash at its end.
    public static void redirect(Request request, Response response, Callback callback) {
        RequestPath.of(Request.getPathInContext(request)).ifPresentOrElse(
                path -> FileHandler.redirect(new RequestPath(path.names(), true), request, response, callback),
                () -> callback.failed(new IllegalArgumentException("no directory is meant")));
    }
}
