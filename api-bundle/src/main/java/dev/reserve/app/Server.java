package dev.reserve.app;

import java.net.SocketAddress;

import org.osgi.annotation.versioning.ProviderType;

/// The host, as one connection sees it. Given to [ConnectionHandler#handle]; may be called from any thread until the connection has ended.
@ProviderType
public interface Server {

    /// The name of the listener that accepted the connection, such as `web`.
    String listener();

    /// The address that the listener is bound to.
    SocketAddress address();

    /// Whether this version has been asked to come to an end: another one has taken its place, or the server stops.
    ///
    /// A connection may go on until the drain timeout (30 seconds unless configured otherwise), after which it is cut. One that is idle, or at a
    /// point where the protocol allows to end, does well to end now.
    boolean draining();

    /// Has `action` run when draining starts; at once if it has started already.
    ///
    /// It runs at most once, on a virtual thread of its own, and not at all if the connection ends before. Several actions may be added.
    /// What it throws is logged and changes nothing else.
    void onDraining(Runnable action);

    /// Keeps the connection when [ConnectionHandler#handle] returns: from now on it belongs to the app, which says with [#done] when it has ended.
    ///
    /// For engines with an event loop of their own, that take the socket over and return. Until `done` the connection counts as open, and draining
    /// waits for it. To be called before `handle` returns; if `handle` throws, the connection ends all the same.
    ///
    /// @throws IllegalStateException if `handle` has returned already
    void keep();

    /// Ends a connection that was kept: closes its socket and counts it as ended. Does nothing the second time.
    void done();

    /// Ends a connection that was kept as failed: like [#done], and counts `cause` as if `handle` had thrown it.
    void failed(Throwable cause);
}
