package dev.reserve.http.spi;

/// A [org.eclipse.jetty.server.Request] of which can be told whether somebody waits for its answer: found by `Request.as`.
public interface Attended {

    /// Whether its client has closed the connection, or at least its own direction of it. On any thread; does not wait.
    ///
    /// Only for requests of HTTP/1, whose connection nobody reads while they are served. Others are told of by their failure listeners.
    boolean isAbandoned();
}
