package dev.reserve.http.engine;

import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.server.HttpStream;

/// A request of HTTP/2 that may be answered before its body has come whole. If that is because an app failed, Jetty cancels the stream even after the answer, and
/// clients take that for a failure and throw the answer away; what ends with no error they have to keep (RFC 9113 §8.1).
final class Unread extends HttpStream.Wrapper {

    private final HTTP2Stream stream;

    private Unread(HttpStream wrapped, HTTP2Stream stream) {
        super(wrapped);
        this.stream = stream;
    }

    /// @return the request itself if its body, if any, is there
    static HttpStream of(HttpStream request, HTTP2Connection connection) {
        HTTP2Stream stream = connection.getSession().getStream(Integer.parseInt(request.getId()));
        return stream == null || stream.isRemotelyClosed() ? request : new Unread(request, stream);
    }

    @Override
    public void failed(Throwable cause) {
        super.failed(stream.isLocallyClosed() ? CONTENT_NOT_CONSUMED : cause);
    }
}
