package dev.reserve.testkit;

import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Version;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Serves a listener with one version after the other, of one kind of app.
@SuppressWarnings("try") // closing is left to JUnit, which copes with an interrupt
interface Stage extends AutoCloseable {

    /// Launches an app, which gets all that comes from now on.
    ///
    /// @param app of the kind
    /// @return completes when the version before has ended
    /// @throws IllegalArgumentException if it is of another kind
    /// @throws Exception what the launch throws; then all stays as it was
    CompletableFuture<Drained> serve(Object app, String... args) throws Exception;

    /// The version that gets what comes.
    Optional<? extends Version<?>> current();

    /// Called after the listener is closed and drained.
    @Override
    void close() throws Exception;

    /// The refusal of an app of another kind.
    static IllegalArgumentException other(Object app, String expected) {
        return new IllegalArgumentException(app.getClass().getName() + " is not a " + expected + "; expected one, as the app before");
    }
}
