package dev.reserve.testkit;

import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.http.HttpApp;
import dev.reserve.http.engine.EmbeddedHttp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Serves requests with an [HttpApp]. Only loaded where that is on the class path.
@SuppressWarnings("try") // closing is left to JUnit, which copes with an interrupt
final class HttpStage implements Stage {

    private final EmbeddedHttp http = new EmbeddedHttp();
    private final Listener listener;
    private final Duration drainTimeout;

    HttpStage(Listener listener, Duration drainTimeout) {
        this.listener = listener;
        this.drainTimeout = drainTimeout;
    }

    static boolean serves(Class<?> app) {
        return HttpApp.class.isAssignableFrom(app);
    }

    @Override
    public CompletableFuture<Drained> serve(Object app, String... args) throws Exception {
        if (!(app instanceof HttpApp httpApp)) {
            throw Stage.other(app, "HttpApp");
        }
        CompletableFuture<Drained> before = http.serve(httpApp, drainTimeout, args);
        if (listener.slot().filter(Slot::serves).isEmpty()) {
            listener.serve(http.connections(), drainTimeout);
        }
        return before;
    }

    @Override
    public Optional<? extends Version<?>> current() {
        return http.current();
    }

    @Override
    public void close() throws Exception {
        http.vacate(drainTimeout).join();
        http.close();
    }
}
