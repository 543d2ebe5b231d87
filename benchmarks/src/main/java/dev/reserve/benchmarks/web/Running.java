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
public record Running(Map<Contender, WebServer> servers) implements AutoCloseable {

    /// Starts those of the contenders that take the workload, and waits until they answer. One that does not is left out, and `out` is told why.
    public static Running start(Workload workload, List<Contender> contenders, Path work, PrintStream out) throws InterruptedException {
        Running running = new Running(new LinkedHashMap<>());
        boolean started = false;
        try {
            for (Contender contender : contenders) {
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

    private void start(Contender contender, Workload workload, Path directory, PrintStream out) throws InterruptedException {
        try {
            WebServer server = contender.start(workload, directory);
            servers.put(contender, server);
            server.await(workload.path(), workload::expects);
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
