package dev.reserve.testkit;

import dev.reserve.testkit.process.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;

/// What a test is given: a server, in a directory of its own, and what goes with it.
@SuppressWarnings("try") // closing is left to JUnit, which copes with an interrupt
final class Fixture implements AutoCloseable {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Fixture.class);

    /// What starts the server.
    @FunctionalInterface
    interface Start {
        TestServer in(Path directory, Deadline deadline) throws Exception;
    }

    private final Path directory;
    private final Deadline deadline;
    private @Nullable TestServer server;
    private @Nullable HttpClient http;

    private Fixture(Path directory, Deadline deadline) {
        this.directory = directory;
        this.deadline = deadline;
    }

    /// Starts a server that lives as long as the context.
    static void open(ExtensionContext context, int deadlineSeconds, Start start) throws Exception {
        if (deadlineSeconds < 1) {
            throw new ExtensionConfigurationException("deadlineSeconds = " + deadlineSeconds + "; expected 1 or more");
        }
        Fixture fixture = new Fixture(Files.createTempDirectory("reserve-test"), new Deadline(Duration.ofSeconds(deadlineSeconds)));
        context.getStore(NAMESPACE).put(Fixture.class, fixture); // at once: it is closed also if the start fails
        fixture.server = start.in(fixture.directory, fixture.deadline);
    }

    /// That of the context, or of the one around it.
    static Optional<Fixture> of(ExtensionContext context) {
        return Optional.ofNullable(context.getStore(NAMESPACE).get(Fixture.class, Fixture.class));
    }

    static boolean supports(ParameterContext parameter, Class<? extends TestServer> server) {
        return List.of(TestServer.class, server, Client.class, URI.class, HttpClient.class).contains(parameter.getParameter().getType());
    }

    /// An argument of a supported type.
    Object argument(Class<?> type) {
        TestServer running = server();
        if (type == Client.class) {
            return running.connect();
        }
        if (type == URI.class) {
            return running.uri();
        }
        return type == HttpClient.class ? http() : running;
    }

    private TestServer server() {
        TestServer running = server;
        if (running == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return running;
    }

    private synchronized HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(deadline.patience()).build();
            http = made;
        }
        return made;
    }

    @Override
    public synchronized void close() throws Exception {
        if (http != null) {
            http.shutdownNow();
        }
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            delete();
        }
    }

    private void delete() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
