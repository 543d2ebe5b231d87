package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.client.Scripts.Target;
import dev.reserve.http.spi.DocumentRoot;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Brings requests to a FastCGI program. Waits, so it is called on threads that may.
final class FastCgiHandler extends Handler.Abstract {

    private static final System.Logger LOG = System.getLogger("reserve.fastcgi");
    private static final int MOST_REDIRECTIONS = 10;

    private final FastCgiOptions options;
    private final Variables variables;
    private final @Nullable Scripts scripts;
    private final ErrorLog errors;
    private final Connections connections;

    FastCgiHandler(FastCgiOptions options) {
        this.options = options;
        this.variables = new Variables(options);
        this.scripts = options.root().map(Scripts::new).orElse(null);
        this.errors = new ErrorLog(options.address().text());
        this.connections = new Connections(options);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException, InterruptedException {
        Request asked = request;
        String path = Request.getPathInContext(request);
        for (int i = 0; i < MOST_REDIRECTIONS; i++) {
            Target target;
            try {
                target = target(path);
            } catch (AccessDeniedException e) {
                Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
                return true;
            }
            if (target instanceof Target.Plain && scripts != null) {
                if (scripts.documents().serve(asked, response, callback)) {
                    return true;
                }
                target = scripts.otherwise();
            }
            if (target instanceof Target.Directory) {
                DocumentRoot.redirect(asked, response, callback);
                return true;
            }
            if (!(target instanceof Target.Script script)) {
                return false;
            }
            Redirected next = serve(script, asked, response, callback);
            if (next == null) {
                return true;
            }
            asked = next;
            path = Request.getPathInContext(next);
        }
        warn(request, "more than " + MOST_REDIRECTIONS + " answers of a Location to serve instead, one after the other");
        Response.writeError(request, response, callback, HttpStatus.BAD_GATEWAY_502);
        return true;
    }

    private Target target(String path) throws IOException {
        return scripts == null ? new Target.Script("", Scripts.decode(path)) : scripts.find(path);
    }

    /// Has a program answer.
    ///
    /// @return what is to be served in the place of its answer, or null if the client has been answered
    private @Nullable Redirected serve(Target.Script script, Request request, Response response, Callback callback)
            throws InterruptedException {
        Optional<RequestBody> body;
        try {
            body = request instanceof Redirected ? Optional.of(RequestBody.none(request)) : RequestBody.of(request);
        } catch (IOException e) {
            Response.writeError(request, response, callback, e);
            return null;
        }
        if (body.isEmpty()) {
            Response.writeError(request, response, callback, HttpStatus.LENGTH_REQUIRED_411);
            return null;
        }
        Answer answer = new Answer(request, response);
        Conversation conversation = new Conversation(options, connections, errors, request, body.get(), answer);
        try {
            conversation.hold(variables.of(request, script, body.get()));
        } catch (IOException e) {
            fail(e, conversation.clientFailure(), request, response, callback);
            return null;
        }
        String location = answer.redirection();
        if (location.isEmpty()) {
            callback.succeeded();
            return null;
        }
        Redirected next = Redirected.to(location, request);
        String context = request.getContext().getContextPath();
        if (next.isBelow(context == null ? "/" : context)) {
            return next;
        }
        response.getHeaders().put(HttpHeader.LOCATION, location); // somebody else's: the client is to ask for it
        response.setStatus(HttpStatus.FOUND_302);
        callback.succeeded();
        return null;
    }

    private void fail(IOException failure, @Nullable IOException clientFailure, Request request, Response response, Callback callback) {
        if (clientFailure == null) {
            warn(request, failure instanceof BadAnswerException || failure instanceof MalformedException
                    ? String.valueOf(failure.getMessage())
                    : "the connection to the program failed: " + failure.getMessage());
        }
        if (response.isCommitted()) {
            callback.failed(clientFailure == null ? failure : clientFailure);
        } else if (clientFailure != null) {
            Response.writeError(request, response, callback, clientFailure);
        } else {
            response.reset();
            int status = failure instanceof BadAnswerException bad ? bad.status() : HttpStatus.BAD_GATEWAY_502;
            Response.writeError(request, response, callback, status);
        }
    }

    private void warn(Request request, String reason) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1} {2}: {3}", options.address().text(), request.getMethod(),
                request.getHttpURI().getPath(), reason);
    }

    @Override
    protected void doStart() throws Exception {
        connections.start(errors::flush);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        connections.close();
        errors.flush();
    }
}
