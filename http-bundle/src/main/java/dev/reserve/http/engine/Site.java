package dev.reserve.http.engine;

import dev.reserve.core.hosting.AppKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What one instance of `http` serves: all mounts there are, or one sub-app that its command line names.
final class Site {

    private final @Nullable AppKey only;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile Routes routes = Routes.NONE;

    /// @param only the one sub-app, or null for all mounts
    Site(@Nullable AppKey only) {
        this.only = only;
    }

    Optional<AppKey> only() {
        return Optional.ofNullable(only);
    }

    Routes routes() {
        return routes;
    }

    void routes(Routes next) {
        routes = next;
    }

    /// There is something to serve, or nothing more to wait for.
    void ready() {
        ready.complete(null);
    }

    /// It will never have anything to serve.
    void failed(String reason) {
        ready.completeExceptionally(new IllegalArgumentException(reason));
    }

    /// Waits until it is ready.
    ///
    /// @throws IllegalArgumentException why it never will be
    void await() throws InterruptedException {
        try {
            ready.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IllegalArgumentException reason ? reason : new IllegalStateException(e.getCause());
        }
    }
}
