package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import org.eclipse.jetty.server.ConnectionFactory;

/// What a connector speaks.
interface Protocols {

    /// The first of them is for new connections.
    ConnectionFactory[] factories();

    /// Has the next connection served within the limits of now.
    HttpSettings refresh();

    /// Whether its connections, which may be short, begin and end on the threads that are at it, without waiting for anything.
    boolean isImmediate();
}
