package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import dev.reserve.http.limits.LimitedBody;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Lets requests pass that keep within the limits which Jetty does not know of. Every request comes by here, so it takes no lock, and allocates only for
/// those that have a body.
final class RequestLimits extends Handler.Wrapper {

    private static final int PASSES = 0;

    private final Supplier<HttpSettings> settings;

    RequestLimits(Handler handler, Supplier<HttpSettings> settings) {
        super(handler);
        this.settings = settings;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Guest guest = ((GuestConnector) request.getConnectionMetaData().getConnector()).guest();
        if (!guest.waiting().headComplete()) { // which the client is being told
            callback.failed(new EofException("the request came too late"));
            return true;
        }
        HttpSettings limits = settings.get();
        boolean alone = request.getConnectionMetaData().getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion();
        guest.countRequest(limits.requestsPerConnection());
        // as it came, without what is made of it for proxies: that is not the client's, and says nothing of the TLS here
        HTTP2Stream shared = stream(request);
        if (shared != null && !shared.isRemotelyClosed()) {
            request.addHttpStreamWrapper(stream -> new Unread(stream, shared));
        }
        int refusal = refusal(Request.unWrap(request), limits, guest, alone);
        if (refusal != PASSES) {
            Response.writeError(request, response, callback, refusal);
            return true;
        }
        if (mayHaveBody(request, alone)) {
            request.addHttpStreamWrapper(stream -> new LimitedBody(stream, limits.body(), guest.waiting(),
                    shared == null ? null : () -> Unread.wakeReader(shared)));
        }
        return super.handle(request, response, callback);
    }

    private static int refusal(Request request, HttpSettings limits, Guest guest, boolean alone) {
        HttpFields fields = request.getHeaders();
        if (length(request.getHttpURI()) > limits.head().uriBytes()) {
            return HttpStatus.URI_TOO_LONG_414;
        }
        if (fields.size() > limits.head().count() || (!alone && length(request) > limits.head().bytes())) { // in HTTP/1.1 the parser counts
            return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431;
        }
        if (!alone && !isExpected(fields)) { // in HTTP/1.1 the parser sees to it
            return HttpStatus.EXPECTATION_FAILED_417;
        }
        if (!alone && HttpMethod.CONNECT.is(request.getMethod()) && !isWebSocket(request)) { // in HTTP/1.1 the parser sees to it
            return HttpStatus.NOT_IMPLEMENTED_501;
        }
        if (request.isSecure() && !guest.isFor(Request.getServerName(request), request)) {
            return HttpStatus.MISDIRECTED_REQUEST_421;
        }
        return request.getLength() > limits.body().bytes() ? HttpStatus.PAYLOAD_TOO_LARGE_413 : PASSES;
    }

    private static int length(HttpURI target) {
        String path = target.getPath();
        String query = target.getQuery();
        return (path == null ? 0 : path.length()) + (query == null ? 0 : query.length() + 1);
    }

    /// As long as the head would be in HTTP/1.1.
    private static int length(Request request) {
        int sum = request.getMethod().length() + length(request.getHttpURI());
        for (HttpField field : request.getHeaders()) {
            String value = field.getValue();
            sum += field.getName().length() + (value == null ? 0 : value.length()) + 4;
        }
        return sum;
    }

    private static boolean isExpected(HttpFields fields) {
        String expectation = fields.get(HttpHeader.EXPECT);
        return expectation == null || expectation.equalsIgnoreCase("100-continue");
    }

    /// Whether a CONNECT of HTTP/2 begins a WebSocket (RFC 8441 §4), and not a tunnel.
    private static boolean isWebSocket(Request request) {
        TunnelSupport tunnel = request.getTunnelSupport();
        return tunnel != null && "websocket".equals(tunnel.getProtocol());
    }

    /// The stream of a request in HTTP/2; null if it is in another protocol, or has been reset.
    static @Nullable HTTP2Stream stream(Request request) {
        return request.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection
                ? connection.getSession().getStream(Integer.parseInt(request.getId()))
                : null;
    }

    private static boolean mayHaveBody(Request request, boolean alone) {
        long length = request.getLength();
        return length > 0 || (length < 0 && (!alone || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)));
    }
}
