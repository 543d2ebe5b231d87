package dev.reserve.http.engine;

import dev.reserve.core.slot.Version;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// One request inside a version that it has entered, until both it and its response have ended; an upgraded connection is the request's until it ends
/// itself. What the app is given as its request and its callback, so as to see when it fails.
final class Exchange extends Request.Wrapper implements Callback {

    private final Response response;
    private final Callback callback;
    private final Version<Requests> version;
    private final Guest guest;
    private final AtomicBoolean left = new AtomicBoolean();
    private boolean failed;

    Exchange(Request request, Response response, Callback callback, Version<Requests> version, Guest guest) {
        super(request);
        this.response = response;
        this.callback = callback;
        this.version = version;
        this.guest = guest;
        guest.begin(this);
        request.addHttpStreamWrapper(End::new);
    }

    /// Has the app serve it.
    void serve() {
        try {
            if (!version.serving().handler().handle(this, response, this)) {
                Response.writeError(this, response, this, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable t) { // whatever an app throws is the answer to this one request
            Response.writeError(this, response, this, t);
        }
    }

    /// Has an error answered as the server does, and counted if it is the app's. Jetty brings all errors here.
    static boolean answerError(Request request, Response response, Callback callback) throws Exception {
        Exchange exchange = Request.as(request, Exchange.class);
        if (exchange != null && request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable cause) {
            exchange.countFailure(cause);
        }
        return request.getConnectionMetaData().getConnector().getServer().getErrorHandler().handle(request, response, callback);
    }

    @Override
    public void succeeded() {
        callback.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        countFailure(cause);
        callback.failed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return callback.getInvocationType();
    }

    private void countFailure(Throwable cause) {
        // An IOException is mostly the client, who has gone.
        if (!(cause instanceof IOException) && failsFirst()) {
            version.countFailure(cause);
        }
    }

    private synchronized boolean failsFirst() {
        boolean first = !failed;
        failed = true;
        return first;
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            guest.end(this);
            version.leave();
        }
    }

    /// Whether it is in a version that serves with these.
    boolean isIn(Requests requests) {
        return version.serving().equals(requests);
    }

    /// Ends the connection that it is on.
    void cut() {
        endPoint().close();
    }

    private EndPoint endPoint() {
        EndPoint endPoint = getConnectionMetaData().getConnection().getEndPoint();
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            endPoint = wrapper.unwrap();
        }
        return endPoint;
    }

    /// Sees the end of both request and response.
    private final class End extends HttpStream.Wrapper {

        End(HttpStream stream) {
            super(stream);
        }

        @Override
        public void succeeded() {
            if (response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101 && endPoint() instanceof FedEndPoint fed) {
                fed.whenClosed(Exchange.this::leave);
                super.succeeded();
                version.serving().upgraded();
            } else {
                leave(); // before the next request of the connection is read
                super.succeeded();
            }
        }

        @Override
        public void failed(Throwable cause) {
            leave();
            super.failed(cause);
        }
    }
}
