package dev.reserve.wsgi;

import dev.reserve.http.spi.Variables;
import dev.reserve.wsgi.crew.Crew;
import dev.reserve.wsgi.link.Call;
import java.io.EOFException;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/// A request before any worker has it: small bodies are read whole, so that no worker waits for them.
final class Intake extends Invocable.Task.Abstract {

    /// Up to this size a body is waited for.
    private static final int SMALL = 64 << 10;
    private static final byte[] NOTHING = {};

    private final Crew crew;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final String context;
    private byte[] body = NOTHING;
    private int length;

    Intake(Crew crew, Request request, Response response, Callback callback, String context) {
        super(InvocationType.NON_BLOCKING);
        this.crew = crew;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.context = context;
    }

    void begin() {
        if (!mayHaveBody()) {
            offer(true);
        } else if (Call.expectsContinue(request)) { // reading tells the client to go on, and that is the app's decision
            offer(false);
        } else {
            run();
        }
    }

    private boolean mayHaveBody() {
        long declared = request.getLength();
        return declared > 0 || (declared < 0
                && (request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()
                        || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)));
    }

    /// Reads what there is.
    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (request.getLength() >= 0 && request.getLength() <= SMALL) {
                    request.demand(this);
                } else {
                    offer(false);
                }
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                Throwable failure = chunk.getFailure();
                Response.writeError(request, response, callback, failure == null ? new EOFException("the body ended early") : failure);
                return;
            }
            add(chunk);
            chunk.release();
            if (chunk.isLast() || length >= SMALL) {
                offer(chunk.isLast());
                return;
            }
        }
    }

    private void add(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (more > body.length - length) {
            long declared = request.getLength();
            int wanted = Math.max(length + more, declared > 0 && declared <= SMALL ? (int) declared : 2 * length);
            body = Arrays.copyOf(body, wanted);
        }
        chunk.getByteBuffer().get(body, length, more);
        length += more;
    }

    private void offer(boolean whole) {
        byte[] first = length == body.length ? body : Arrays.copyOf(body, length);
        Call call = new Call(request, response, callback, context, first, whole, crew.window());
        if (request.getAttribute(Variables.ATTRIBUTE) != null
                || request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()) {
            call.watchClient();
        }
        crew.offer(call);
    }
}
