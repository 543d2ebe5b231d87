package dev.reserve.gateway.fastcgi.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/// Passes a CGI response on to a client, as it comes. For one thread, which waits for the client.
final class Answer {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Request request;
    private final Response response;
    private final CgiHead head = new CgiHead();
    private boolean withoutBody;
    private long declared = -1;
    private long bytes;
    private ByteBuffer pending = NOTHING;
    private @Nullable IOException clientFailure;

    Answer(Request request, Response response) {
        this.request = request;
        this.response = response;
    }

    /// Adds what has come. It is to stay as it is until [#flush] or [#end].
    void add(ByteBuffer content) throws IOException {
        if (!head.complete()) {
            head.read(content);
            if (!head.complete()) {
                return;
            }
            begin();
        }
        if (!content.hasRemaining() || withoutBody) {
            return;
        }
        bytes += content.remaining();
        if (declared >= 0 && bytes > declared) {
            throw bad("the body of the answer is longer than its Content-Length of " + declared + " bytes");
        }
        flush();
        pending = content;
    }

    private void begin() {
        if (!redirection().isEmpty()) {
            withoutBody = true;
            return;
        }
        int status = head.status();
        withoutBody = HttpMethod.HEAD.is(request.getMethod()) || HttpStatus.hasNoBody(status);
        declared = withoutBody ? -1 : head.fields().getLongField(HttpHeader.CONTENT_LENGTH);
        response.setStatus(status);
        head.fields().forEach(field -> {
            if (field.getHeader() == HttpHeader.DATE || field.getHeader() == HttpHeader.SERVER) {
                response.getHeaders().put(field);
            } else {
                response.getHeaders().add(field);
            }
        });
    }

    /// The path to be served in the place of this answer, or empty.
    String redirection() {
        return head.complete() ? head.redirection() : "";
    }

    /// Hands on what has been added.
    void flush() throws IOException {
        if (pending.hasRemaining()) {
            write(false);
        }
    }

    /// There is no more. All is written then.
    void end() throws IOException {
        if (!head.complete()) {
            throw bad("the answer ended within its head; expected an empty line");
        }
        if (declared >= 0 && bytes < declared) {
            throw bad("the body of the answer has " + bytes + " bytes; expected " + declared + ", its Content-Length");
        }
        if (redirection().isEmpty()) {
            write(true);
        }
    }

    private static BadAnswerException bad(String message) {
        return new BadAnswerException(HttpStatus.BAD_GATEWAY_502, message);
    }

    private void write(boolean last) throws IOException {
        ByteBuffer content = pending;
        pending = NOTHING;
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, content, written);
            written.block();
        } catch (IOException e) {
            clientFailure = e;
            throw e;
        }
    }

    /// Why nothing more can be written to the client, or null.
    @Nullable
    IOException clientFailure() {
        return clientFailure;
    }
}
