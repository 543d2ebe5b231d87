package dev.reserve.app;

import org.osgi.annotation.versioning.ConsumerType;

/// An app that Reserve can launch: an OSGi service, found by its service property `reserve.app`.
///
/// ```java
/// public final class Hello implements BundleActivator, ReserveApp {
///
///     public void start(BundleContext context) {
///         context.registerService(ReserveApp.class, this, new Hashtable<>(Map.of(ReserveApp.NAME, "hello")));
///     }
///
///     public void stop(BundleContext context) {}
///
///     public ConnectionHandler launch(String... args) {
///         return (socket, client, server) -> socket.write(ByteBuffer.wrap("hello\n".getBytes(US_ASCII)));
///     }
/// }
/// ```
///
/// A bundle may register several apps, each under a name of its own, and may do so with Declarative Services as well as with an activator.
@ConsumerType
@FunctionalInterface
public interface ReserveApp {

    /// Service property, required: the name by which a binding, the command line and the shell know the app. A string of
    /// letters, digits, `.`, `_` and `-` that begins with a letter or a digit.
    String NAME = "reserve.app";

    /// Service property, optional: the name of the listener, or the array of names, that this app takes when nothing else is bound to it.
    String LISTENER = "reserve.listener";

    /// Makes what serves connections from now on.
    ///
    /// Called once for each version: for each content of the artifact, and for each different list of arguments that a binding gives.
    /// While it runs, the version it is to replace goes on serving. The new version gets its first connection only after
    /// this method has returned; so everything that can fail (files, databases, a bad argument) is best tried here.
    ///
    /// Called on a thread of its own, with the thread context class loader set to the one of the app's bundle. It has to return
    /// within the launch timeout (30 seconds unless configured otherwise); after that its thread is interrupted and the version is rejected.
    ///
    /// @param args the arguments of the binding, in order; never null, a fresh array that the app may keep
    /// @return the handler of all connections of this version; a different one for each call, as each is closed on its own
    /// @throws Exception when the app cannot serve with these arguments: the version is rejected with the exception as the reason, and what
    ///         served before goes on serving. An [IllegalArgumentException] is the usual way to refuse an argument.
    ConnectionHandler launch(String... args) throws Exception;
}
