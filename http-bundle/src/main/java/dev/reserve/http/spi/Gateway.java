package dev.reserve.http.spi;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/// A protocol in which a web server in front passes requests on: it makes Jetty's requests of them, and nothing else.
///
/// What it gives to an [org.eclipse.jetty.server.HttpChannel] passes the limits, the access log and the mounts of `http`, and is served on the thread that
/// calls, if the sub-app does not block.
public interface Gateway {

    /// The name of the app that speaks it, for messages.
    String name();

    /// Makes Jetty's side of a connection. Called on the thread of the connection, which opens it next and reads it until there is something to
    /// wait for; it is closed within the call of the end point's that closes it.
    ///
    /// Such a connection is a [org.eclipse.jetty.server.ConnectionMetaData], whose connector is the one given. Who finds that bytes are not of the protocol closes
    /// the end point with a [MalformedException]. When [Connector#isShutdown] it ends after the request that it has.
    ///
    /// @param configuration with the limits of now
    Connection connect(Connector connector, EndPoint endPoint, HttpConfiguration configuration);

    /// Whether a connection may have several requests at a time.
    default boolean multiplexes() {
        return false;
    }
}
