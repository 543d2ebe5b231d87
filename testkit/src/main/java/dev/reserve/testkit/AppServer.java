package dev.reserve.testkit;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.Engine;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.testkit.process.Deadline;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// The app that a test with [ReserveTest] has launched, inside the test's JVM, and its listener.
@SuppressWarnings("try") // closing is left to JUnit, which copes with an interrupt
public final class AppServer extends TestServer {

    private final Engine engine;
    private final Listener listener;
    private final Stage stage;
    private final Set<Version<?>> versions = new LinkedHashSet<>();
    private final List<CompletableFuture<Drained>> drains = new ArrayList<>();

    /// @param listener of an engine
    /// @param first the kind of apps that is served
    private AppServer(Engine engine, Listener listener, Class<?> first, Deadline deadline) {
        super(new Clients(listener.address(), deadline));
        this.engine = engine;
        this.listener = listener;
        this.stage = stage(first, listener, deadline);
    }

    /// @param channel owned from now on
    /// @param first the kind of apps that is served
    static AppServer open(ServerSocketChannel channel, Class<?> first, Deadline deadline) throws IOException {
        Engine engine = new Engine(deadline.patience());
        try {
            return new AppServer(engine, engine.listen("test", channel), first, deadline);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Stage stage(Class<?> app, Listener listener, Deadline deadline) {
        if (ReserveApp.class.isAssignableFrom(app)) {
            return new ConnectionStage(listener, deadline.patience());
        }
        if (Http.isPresent() && HttpStage.serves(app)) {
            return new HttpStage(listener, deadline.patience());
        }
        throw new IllegalArgumentException(app.getName() + " is no app; expected a class that implements dev.reserve.app.ReserveApp"
                + (Http.isPresent()
                        ? " or dev.reserve.http.HttpApp"
                        : " (for sub-apps of http, dev.reserve.http has to be on the class path)"));
    }

    /// Launches another version, or another app of the same kind, which gets all that comes from now on, and drains the one before. After [#drain], what has
    /// waited since then is served.
    ///
    /// @param app with a constructor without parameters
    /// @return the version before
    /// @throws Exception what the launch throws: then all stays as it was
    public Draining swap(Class<?> app, String... args) throws Exception {
        return swapTo(Instances.of(app), args);
    }

    /// The same with an app that is there.
    ///
    /// @throws Exception what the launch throws: then all stays as it was
    public Draining swap(ReserveApp app, String... args) throws Exception {
        return swapTo(app, args);
    }

    synchronized Draining swapTo(Object app, String... args) throws Exception {
        CompletableFuture<Drained> before = stage.serve(app, args);
        versions.add(stage.current().orElseThrow());
        return draining(before);
    }

    /// Begins to drain, as a server does that stops: connections are told, and finish. Others that come wait in the backlog for a [#swap].
    ///
    /// @return the version that served
    public synchronized Draining drain() {
        return draining(listener.slot().map(slot -> slot.vacate(clients().deadline().patience()))
                .orElseThrow(() -> new IllegalStateException("nothing has been launched")));
    }

    private Draining draining(CompletableFuture<Drained> end) {
        drains.add(end);
        return new Draining(end, clients().deadline());
    }

    @Override
    long ended() {
        boolean drained = listener.open() == 0 && listener.slot().filter(Slot::serves).isEmpty(); // who came since then is not accepted
        return drained ? Long.MAX_VALUE : listener.accepted() - listener.open();
    }

    @Override
    long open() {
        return listener.open();
    }

    @Override
    synchronized void lost(Losses losses) {
        for (Version<?> version : versions) {
            String unit = version.serving().unit();
            losses.add(version.failed(), unit + " of version " + version.id() + " failed, the last by " + version.lastFailure());
            losses.add(version.cut(), unit + " of version " + version.id() + " were cut at the drain timeout");
        }
        for (CompletableFuture<Drained> drain : drains) {
            if (drain.isDone()) {
                losses.add(drain.join().stuck(), "did not end even when they were cut");
            }
        }
        losses.add(listener.expiredCount(), "connections waited in vain for a version");
    }

    /// Closes the clients, drains and closes the app. The extension does so after the test.
    @Override
    public void close() throws Exception {
        clients().close();
        engine.close();
        stage.close();
    }
}
