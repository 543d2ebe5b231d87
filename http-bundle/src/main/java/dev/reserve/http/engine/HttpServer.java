package dev.reserve.http.engine;

import java.util.concurrent.Callable;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/// The Jetty server that all instances of `http` share, each with a connector of its own. Made when the first of them is launched.
final class HttpServer {

    private @Nullable Server server;

    /// The server, started.
    synchronized Server jetty() throws Exception {
        Server running = server;
        if (running == null) {
            running = inBundle(HttpServer::start);
            server = running;
        }
        return running;
    }

    private static Server start() throws Exception {
        Server server = new Server(new Threads());
        server.setStopTimeout(0);
        new PreEncodedHttpField(HttpHeader.SERVER, ""); // its class finds encoders by the context class loader, once and for all
        server.setHandler(new Router());
        server.start();
        return server;
    }

    synchronized void stop() throws Exception {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /// Runs with the bundle's class loader as the context class loader: Jetty finds its own services by that.
    static <T> T inBundle(Callable<T> task) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(HttpServer.class.getClassLoader());
        try {
            return task.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
