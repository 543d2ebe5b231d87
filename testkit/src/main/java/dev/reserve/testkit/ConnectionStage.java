package dev.reserve.testkit;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Serves connections with a [ReserveApp].
final class ConnectionStage implements Stage {

    private final Listener listener;
    private final Duration drainTimeout;

    ConnectionStage(Listener listener, Duration drainTimeout) {
        this.listener = listener;
        this.drainTimeout = drainTimeout;
    }

    @Override
    public CompletableFuture<Drained> serve(Object app, String... args) throws Exception {
        if (!(app instanceof ReserveApp reserveApp)) {
            throw Stage.other(app, "ReserveApp");
        }
        ConnectionHandler handler = reserveApp.launch(args);
        if (handler == null) { // an app need not be compiled with null checks
            throw new IllegalStateException("the launch of " + app.getClass().getName() + " returned null; expected a ConnectionHandler");
        }
        return listener.serve(handler, drainTimeout);
    }

    @Override
    public Optional<? extends Version<?>> current() {
        return listener.slot().flatMap(Slot::current);
    }

    @Override
    public void close() {}
}
