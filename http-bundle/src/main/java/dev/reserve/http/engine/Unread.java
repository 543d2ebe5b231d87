package dev.reserve.http.engine;

import org.eclipse.jetty.http2.HTTP2Channel;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.server.HttpStream;

/// A request of HTTP/2 whose body has not come whole yet.
final class Unread extends HttpStream.Wrapper {

    private final HTTP2Stream stream;

    Unread(HttpStream wrapped, HTTP2Stream stream) {
        super(wrapped);
        this.stream = stream;
    }

    /// If an app gives up on the body, and the answer has been sent, Jetty cancels the stream. Clients take that for a failure and throw the answer away; what ends
    /// with no error they have to keep (RFC 9113 §8.1).
    @Override
    public void failed(Throwable cause) {
        super.failed(stream.isLocallyClosed() ? CONTENT_NOT_CONSUMED : cause);
    }

    /// Has whoever waits for more of the body read once more, though there is nothing.
    static void wakeReader(HTTP2Stream stream) {
        if (stream.getAttachment() instanceof HTTP2Channel.Server channel) {
            Runnable task = channel.onDataAvailable();
            if (task != null) {
                task.run();
            }
        }
    }
}
