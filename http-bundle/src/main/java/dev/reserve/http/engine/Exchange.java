package dev.reserve.http.engine;

import dev.reserve.core.slot.Version;
import dev.reserve.http.engine.FedConnector.FedEndPoint;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// One request, from the moment when it enters a version until both it and its response have ended; an upgraded connection is the request's until it
/// ends itself.
final class Exchange extends HttpStream.Wrapper {

    private final Request request;
    private final Response response;
    private final Version<Requests> version;
    private final AtomicBoolean left = new AtomicBoolean();

    private Exchange(HttpStream stream, Request request, Response response, Version<Requests> version) {
        super(stream);
        this.request = request;
        this.response = response;
        this.version = version;
    }

    /// Has the request leave the version, which it has entered, when it ends.
    static void begin(Request request, Response response, Version<Requests> version) {
        request.addHttpStreamWrapper(stream -> {
            Exchange exchange = new Exchange(stream, request, response, version);
            version.serving().add(exchange);
            return exchange;
        });
    }

    /// The callback for the app, which tells when the app has failed.
    static Callback watched(Callback callback, Version<Requests> version) {
        return new Callback.Nested(callback) {
            @Override
            public void failed(Throwable cause) {
                if (!(cause instanceof IOException)) { // that is mostly the client, who has gone
                    version.countFailure(cause);
                }
                super.failed(cause);
            }
        };
    }

    @Override
    public void succeeded() {
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof Throwable cause
                && response.getStatus() >= HttpStatus.INTERNAL_SERVER_ERROR_500) {
            version.countFailure(cause);
        }
        if (response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101 && endPoint() instanceof FedEndPoint fed) {
            fed.whenClosed(this::leave);
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

    private void leave() {
        if (left.compareAndSet(false, true)) {
            version.serving().remove(this);
            version.leave();
        }
    }

    /// Ends the connection that it is on.
    void cut() {
        endPoint().close();
    }

    private EndPoint endPoint() {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            endPoint = wrapper.unwrap();
        }
        return endPoint;
    }
}
