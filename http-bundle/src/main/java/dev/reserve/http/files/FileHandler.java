package dev.reserve.http.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Answers requests with the files of a folder. Waits for the disk, so it is called on threads that may.
public final class FileHandler extends Handler.Abstract {

    private static final String INDEX = "index.html";
    private static final HttpField ALLOW = new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
    private static final HttpField NOSNIFF = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

    private final Folder folder;
    private final boolean index;

    public FileHandler(Folder folder, boolean index) {
        this.folder = folder;
        this.index = index;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        if (HttpMethod.OPTIONS.is(request.getMethod())) {
            response.getHeaders().put(ALLOW);
            response.setStatus(HttpStatus.NO_CONTENT_204);
            callback.succeeded();
            return true;
        }
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            response.getHeaders().put(ALLOW);
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        try {
            Optional<RequestPath> path = RequestPath.of(Request.getPathInContext(request));
            return path.isPresent() && serve(path.get(), request, response, callback);
        } catch (AccessDeniedException e) {
            Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
            return true;
        }
    }

    private boolean serve(RequestPath path, Request request, Response response, Callback callback) throws IOException {
        Optional<Path> found = folder.find(path);
        Optional<FileState> state = found.isEmpty() ? Optional.empty() : FileState.of(found.get());
        if (found.isEmpty() || state.isEmpty()) {
            return false;
        }
        if (!state.get().directory()) {
            return !path.directory() && send(found.get(), state.get(), request, response, callback);
        }
        Optional<Path> page = folder.find(path.child(INDEX));
        Optional<FileState> pageState = page.isEmpty() ? Optional.empty() : FileState.of(page.get());
        boolean hasPage = pageState.isPresent() && pageState.get().regular();
        if (!hasPage && !index) {
            return false;
        }
        if (!path.directory()) {
            redirect(new RequestPath(path.names(), true), request, response, callback);
            return true;
        }
        return hasPage ? send(page.get(), pageState.get(), request, response, callback) : list(path, found.get(), response, callback);
    }

    /// To the path with a slash at its end, so that relative links on the page are right. Made of what was understood of the path, not of how it was
    /// written: a path that began with two slashes would lead to another host.
    public static void redirect(RequestPath path, Request request, Response response, Callback callback) {
        String context = request.getContext().getContextPath();
        String query = request.getHttpURI().getQuery();
        response.getHeaders().put(HttpHeader.LOCATION,
                ("/".equals(context) || context == null ? "" : RequestPath.encodeAll(context)) + path.encoded()
                        + (query == null ? "" : "?" + query));
        response.setStatus(HttpStatus.MOVED_PERMANENTLY_301);
        callback.succeeded();
    }

    private boolean send(Path path, FileState state, Request request, Response response, Callback callback) throws IOException {
        if (!state.regular()) {
            return false; // opening a pipe would wait for somebody who writes to it
        }
        Choice choice = Choice.of(folder, path, state, request.getHeaders());
        Optional<OpenFile> file = OpenFile.open(choice.path(), choice.state());
        if (file.isEmpty()) {
            return false;
        }
        response.getHeaders().put(NOSNIFF);
        choice.describe(response.getHeaders());
        new FileResponse(file.get(), choice, request, response, callback).send();
        return true;
    }

    private boolean list(RequestPath path, Path directory, Response response, Callback callback) throws IOException {
        String page = Listing.page(path, folder.list(path, directory));
        response.getHeaders().put(NOSNIFF);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put("Content-Security-Policy", Listing.POLICY);
        ByteBuffer content = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
        response.write(true, content, callback);
        return true;
    }
}
