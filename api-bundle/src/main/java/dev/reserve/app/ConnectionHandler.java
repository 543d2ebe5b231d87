package dev.reserve.app;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

import org.osgi.annotation.versioning.ConsumerType;

/// Serves the connections of one version of an app.
///
/// The handler that [ReserveApp#launch] returned gets every connection that is accepted while its version is the current one, and keeps
/// those for as long as they last, also when another version has become current: a connection ends on the version it began with.
@ConsumerType
@FunctionalInterface
@SuppressWarnings("try") // close() may be interrupted: Reserve does so when it takes too long
public interface ConnectionHandler extends AutoCloseable {

    /// Serves one connection, from its first byte to its last.
    ///
    /// Called concurrently, each call on a virtual thread of its own with the context class loader of the app's bundle; blocking is
    /// the normal way to wait. The thread is interrupted when the connection is cut.
    ///
    /// When this method returns or throws, Reserve closes the socket and counts the connection as ended, unless [Server#keep] was called.
    /// An exception counts as a failure of this version and is logged, except where it says no more than that the client went away
    /// (connection reset, broken pipe) or that the connection was cut.
    ///
    /// @param socket the accepted connection: a real channel in blocking mode, over TCP (with `TCP_NODELAY`) or a Unix socket;
    ///        Reserve closes it
    /// @param clientAddress the address of the client; for a Unix socket usually an unnamed address
    /// @param server this connection's view of the host; valid until the connection has ended
    /// @throws Exception to end the connection as failed
    void handle(SocketChannel socket, SocketAddress clientAddress, Server server) throws Exception;

    /// Lets go of what the handler holds. Called once, after the last connection of this version has ended or was cut, or when the version was launched but
    /// never became current. Has to return within 10 seconds.
    @Override
    default void close() throws Exception {}
}
