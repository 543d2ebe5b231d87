package dev.reserve.http;

import org.eclipse.jetty.server.Handler;
import org.osgi.annotation.versioning.ConsumerType;

/// An app inside `http` that Reserve can launch, a sub-app: an OSGi service, found by its service property `reserve.app`.
///
/// ```java
/// public final class Hello implements BundleActivator, HttpApp {
///
///     public void start(BundleContext context) {
///         context.registerService(HttpApp.class, this, new Hashtable<>(Map.of("reserve.app", "hello")));
///     }
///
///     public void stop(BundleContext context) {}
///
///     public Handler launch(String... args) {
///         return new Handler.Abstract.NonBlocking() {
///             public boolean handle(Request request, Response response, Callback callback) {
///                 Content.Sink.write(response, true, "hello\n", callback);
///                 return true;
///             }
///         };
///     }
/// }
/// ```
///
/// The handler is one of Jetty's, so all of Jetty's handlers are at hand: to serve files, to route, to limit. Their packages (`org.eclipse.jetty.server`
/// and the others) come from the same bundle as this one; a sub-app imports them and does not bring its own.
///
/// Versions are swapped between requests: a request ends on the version that it began with, and the next one, even on the same connection,
/// goes to the version that is current by then.
@ConsumerType
@FunctionalInterface
public interface HttpApp {

    /// Service property, optional: the path, or the array of paths, below which this app serves when nothing else is said to serve there. A path begins
    /// with `/`; `/` alone is for all that is below no other path.
    String PATH = "reserve.http.path";

    /// Makes what serves requests from now on.
    ///
    /// Called once for each version: for each content of the artifact, and for each different list of arguments. While it runs, the version it is to
    /// replace goes on serving. The new version gets its first request only after this method has returned and its handler has started; so
    /// everything that can fail (files, databases, a bad argument) is best tried here.
    ///
    /// Called on a thread of its own, with the thread context class loader set to the one of the app's bundle. It has to return within
    /// the launch timeout (30 seconds unless configured otherwise); after that its thread is interrupted and the version is rejected.
    ///
    /// Reserve starts the handler and, after its last request, stops it: that is where it lets go of what it holds. When draining starts, whatever in the
    /// handler is [Graceful][org.eclipse.jetty.util.component.Graceful] is told to shut down, so that long answers may come to an end, and WebSocket sessions
    /// are closed with the status 1012. A handler that says it is
    /// [NON_BLOCKING][org.eclipse.jetty.util.thread.Invocable.InvocationType#NON_BLOCKING], such as a [Handler.Abstract.NonBlocking],
    /// is called on the thread that reads from the network, for many connections: it must not wait for anything. All others are called on a virtual
    /// thread for each request, and may block as they like.
    ///
    /// @param args the arguments of the sub-app, in order; never null, a fresh array that the app may keep
    /// @return the handler of all requests of this version, not yet started; a different one for each call, as each is stopped on its own
    /// @throws Exception when the app cannot serve with these arguments: the version is rejected with the exception as the reason, and what
    ///         served before goes on serving. An [IllegalArgumentException] is the usual way to refuse an argument.
    Handler launch(String... args) throws Exception;
}
