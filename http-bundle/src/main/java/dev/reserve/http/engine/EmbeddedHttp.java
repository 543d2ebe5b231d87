package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.http.HttpApp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Handler;

/// The app `http` as a library, without OSGi: one sub-app at `/`, which is swapped between requests, in a program that embeds the engine.
///
/// ```java
/// try (Engine engine = new Engine(); EmbeddedHttp http = new EmbeddedHttp()) {
///     http.serve(new Hello(), Duration.ofSeconds(30), "hello");
///     engine.listen("web", ListenAddress.parse("[::]:8080").bind()).serve(http.connections());
/// }
/// ```
///
/// The settings are the defaults of `reserve.http.cfg`. Close it after the engine. All methods may be called from any thread.
@SuppressWarnings("try") // Jetty declares that stopping throws Exception
public final class EmbeddedHttp implements AutoCloseable {

    private final HttpServer server = new HttpServer(new Edge(Path.of(".")), false); // where nothing is written: the access log is off
    private final Slot<Requests> slot = new Slot<>();
    private int served;

    /// Makes what serves connections with the sub-app that is current at each request. A connection handler closes what it has made alone.
    ///
    /// @throws Exception if Jetty does not start
    public ConnectionHandler connections() throws Exception {
        Site site = new Site(new AppKey("", List.of(), "/"));
        site.routes(new Routes(List.of(new Routes.Route(null, "/", slot))));
        FedConnector connector = HttpServer.inBundle(() -> {
            FedConnector made = new FedConnector(server.jetty(), 1, new HttpProtocols(server::settings, server.edge().front(), null),
                    server::settings);
            made.start();
            return made;
        });
        server.add(connector);
        return new HttpConnections(connector, site, () -> server.remove(connector));
    }

    /// Launches a sub-app, which gets all requests from now on, and drains the one that had them before.
    ///
    /// @return completes when the one before has answered its last request and is closed; at once if there was none
    /// @throws Exception what the launch or the start of its handler throws; then all stays as it was
    public synchronized CompletableFuture<Drained> serve(HttpApp app, Duration drainTimeout, String... args) throws Exception {
        server.jetty(); // before any code of the app meets Jetty's classes, some of which look around when they are first used
        ClassLoader loader = Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(ClassLoader::getSystemClassLoader);
        Handler handler = app.launch(args);
        String name = app.getClass().getSimpleName();
        Requests requests = Requests.start(server, new AppKey(name, List.of(args), "/"), handler, loader);
        return slot.swap(new Version<>(name + "-" + ++served, requests), drainTimeout);
    }

    /// Takes the sub-app away and drains it; requests are answered with 503 until there is another one.
    ///
    /// @return completes when it has answered its last request and is closed; at once if there was none
    public CompletableFuture<Drained> vacate(Duration drainTimeout) {
        return slot.vacate(drainTimeout);
    }

    /// The version that gets requests, if there is one.
    public Optional<? extends Version<? extends Serving>> current() {
        return slot.current();
    }

    /// Stops Jetty. What is still open is cut.
    @Override
    public void close() throws Exception {
        server.stop();
    }
}
