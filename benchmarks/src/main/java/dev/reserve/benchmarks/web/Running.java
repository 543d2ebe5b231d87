package dev.reserve.benchmarks.web;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The servers that serve one workload at the same time.
///
/// @param servers in the order of the contenders
/// @param <W> what they are asked for
public record Running<W extends Workload>(Map<Contender<W>, WebServer> servers) implements AutoCloseable {

    /// Starts those of the contenders that take the workload, and waits until they answer. One that does not is left out, and `out` is told why.
    public static <W extends Workload> Running<W> start(W workload, List<Contender<W>> contenders, Path work, PrintStream out)
            throws InterruptedException {
        Running<W> running = new Running<>(new LinkedHashMap<>());
        boolean started = false;
        try {
            for (Contender<W> contender : contenders) {
                if (contender.takes(workload)) {
                    running.start(contender, workload, directory(work, contender.id()), out);
                }
            }
            started = true;
            return running;
        } finally {
            if (!started) {
                running.close();
            }
        }
    }

    private void start(Contender<W> contender, W workload, Path directory, PrintStream out) throws InterruptedException {
        try {
            WebServer server = contender.start(workload, directory);
            servers.put(contender, server);
            server.await(workload);
        } catch (IllegalStateException e) {
            out.println(contender.id() + " is left out: " + e.getMessage());
            WebServer server = servers.remove(contender);
            if (server != null) {
                server.close();
            }
        }
    }

    private static Path directory(Path work, String name) {
        try {
            return Files.createTempDirectory(work, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        servers.values().forEach(WebServer::close);
    }
}
