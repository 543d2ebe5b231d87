package dev.reserve.http.engine;

import dev.reserve.core.slot.Version;
import dev.reserve.core.socket.Peer;
import dev.reserve.http.limits.Refusal;
import dev.reserve.http.spi.Attended;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One request inside a version that it has entered, until both it and its response have ended; an upgraded connection is the request's until it ends
/// itself. What the app is given as its request and its callback, so as to see when it fails.
final class Exchange extends Request.Wrapper implements Callback, Attended {

    private static final int MOST_CAUSES = 20;

    private static final List<String> JETTYS_CONNECTIONS = List.of("org.eclipse.jetty.io.", "org.eclipse.jetty.http2.");

    private final Response response;
    private final Callback callback;
    private final Version<Requests> version;
    private final Guest guest;
    private final AtomicBoolean left = new AtomicBoolean();
    private boolean failed;
    private Content.@Nullable Chunk refusal;
    /// What has taken the place of the request's connection, or of its stream in HTTP/2.
    private volatile @Nullable Connection upgraded;

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
            faultOfClient(cause).filter(_ -> response.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR_500)
                    .ifPresent(fault -> response.setStatus(fault.getCode())); // Jetty looks no deeper than at the outermost
            if (HttpStatus.isServerError(response.getStatus()) && exchange.version.serving().showsTraces() && !Refusal.isAmong(cause)) {
                Traces.answer(response, callback, cause);
                return true;
            }
        }
        return request.getConnectionMetaData().getConnector().getServer().getErrorHandler().handle(request, response, callback);
    }

    /// What Jetty says of a body that does not come is not the app's failure.
    @Override
    public Content.@Nullable Chunk read() {
        if (refusal != null) {
            return refusal;
        }
        Content.Chunk chunk = super.read();
        if (chunk != null && chunk.getFailure() instanceof TimeoutException) {
            refusal = Content.Chunk.from(Refusal.ofIdle());
            return refusal;
        }
        return chunk;
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
        if (!isOfClient(cause) && failsFirst()) {
            version.countFailure(cause);
        }
    }

    /// Whether a client has gone, or has sent what it should not have. An IOException is mostly that.
    private static boolean isOfClient(Throwable failure) {
        return failure instanceof IOException || isOfIdleClient(failure) || faultOfClient(failure).isPresent()
                || causes(failure).anyMatch(EofException.class::isInstance);
    }

    /// What a client is to be told that has sent what it should not have.
    private static Optional<HttpException> faultOfClient(Throwable failure) {
        return causes(failure).filter(HttpException.class::isInstance).map(HttpException.class::cast)
                .filter(answer -> HttpStatus.isClientError(answer.getCode())).findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }

    /// Whether it is from Jetty's connections, and not a timeout of the app's own.
    private static boolean isOfIdleClient(Throwable cause) {
        if (cause instanceof TimeoutException) {
            StackTraceElement[] trace = cause.getStackTrace();
            return trace.length > 0 && JETTYS_CONNECTIONS.stream().anyMatch(trace[0].getClassName()::startsWith);
        }
        return false;
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

    /// Leaves, and takes a stream from its connection, which Jetty forgets after it has closed it: the connection would be waited for, as if it still had one.
    private void leave(@Nullable HTTP2Stream conversation) {
        leave();
        if (conversation != null) {
            conversation.getSession().removeStream(conversation);
        }
    }

    /// Whether it is in a version that serves with these.
    boolean isIn(Requests requests) {
        return version.serving().equals(requests);
    }

    /// Asks the client to come back on another connection, if the request has become a conversation that would not end by itself.
    void sayGoodbye() {
        Connection conversation = upgraded;
        if (conversation != null) {
            version.serving().sayGoodbye(conversation);
        }
    }

    /// Ends the connection that it is on.
    void cut() {
        endPoint().close();
    }

    @Override
    public boolean isAbandoned() {
        return endPoint() instanceof FedEndPoint fed && Guest.http(fed) instanceof StrictConnection && Peer.hasLeft(fed.getChannel());
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

        private boolean lengthUnknown;

        End(HttpStream stream) {
            super(stream);
        }

        /// Takes away a length of 0 that Jetty makes up where it would have to be that of an answer with a body (RFC 9110 §8.6).
        @Override
        public void prepareResponse(HttpFields.Mutable headers) {
            if ((response.getStatus() == HttpStatus.NOT_MODIFIED_304 || HttpMethod.HEAD.is(getMethod()))
                    && headers.getLongField(HttpHeader.CONTENT_LENGTH) == 0) {
                headers.remove(HttpHeader.CONTENT_LENGTH);
                lengthUnknown = true;
                if (response.getStatus() != HttpStatus.NOT_MODIFIED_304
                        && getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
                    headers.put(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED); // as the answer to a GET is then
                }
            }
            super.prepareResponse(headers);
        }

        @Override
        public void send(MetaData.Request sent, MetaData.@Nullable Response head, boolean last, ByteBuffer content, Callback written) {
            super.send(sent, lengthUnknown && head != null ? withoutLength(head) : head, last, content, written);
        }

        private static MetaData.Response withoutLength(MetaData.Response head) {
            return new MetaData.Response(head.getStatus(), head.getReason(), head.getHttpVersion(), head.getHttpFields(), -1,
                    head.getTrailersSupplier());
        }

        @Override
        public void succeeded() {
            if (response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101 && endPoint() instanceof FedEndPoint fed) {
                fed.whenClosed(Exchange.this::leave);
                converse();
            } else if (HttpMethod.CONNECT.is(getMethod()) && HttpStatus.isSuccess(response.getStatus())
                    && getAttribute(UPGRADE_CONNECTION_ATTRIBUTE) instanceof Connection stream) { // RFC 8441 §5
                HTTP2Stream below = RequestLimits.stream(Exchange.this);
                stream.addEventListener(new Connection.Listener() {
                    @Override
                    public void onClosed(Connection closed) {
                        leave(below);
                    }
                });
                converse();
                if (!stream.getEndPoint().isOpen()) {
                    leave(below);
                }
            } else {
                leave(); // before the next request of the connection is read
                super.succeeded();
            }
        }

        /// Ends as a request, and goes on as something else.
        private void converse() {
            upgraded = getAttribute(UPGRADE_CONNECTION_ATTRIBUTE) instanceof Connection connection ? connection : null;
            super.succeeded();
            version.serving().upgraded();
            if (guest.isToldToEnd()) {
                sayGoodbye();
            }
        }

        @Override
        public void failed(Throwable cause) {
            leave();
            super.failed(cause);
        }
    }
}
