package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.proc.CpuTime;
import dev.reserve.benchmarks.proc.Memory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Predicate;

/// A web server in a process of its own, with its descendants.
public final class WebServer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final int port;
    private final ServerProcess process;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

    /// @param process that serves on that port, or that has a descendant which does
    public WebServer(int port, ServerProcess process) {
        this.port = port;
        this.process = process;
    }

    public int port() {
        return port;
    }

    public String uri(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    public long pid() {
        return process.pid();
    }

    public CpuTime cpuTime() {
        process.expectAlive();
        return CpuTime.of(process.handle());
    }

    /// What is in memory of it, in KiB.
    public long resident() {
        process.expectAlive();
        return Memory.resident(process.handle());
    }

    /// What is in memory of its descendants: of the workers, where the process itself only looks after them.
    public Memory workers() {
        process.expectAlive();
        return Memory.ofDescendants(process.handle());
    }

    /// Asks for `path`, again and again, until the answer is as expected.
    ///
    /// @throws IllegalStateException with the log, if that takes too long
    public void await(String path, Predicate<byte[]> expected) throws InterruptedException {
        await(HttpRequest.newBuilder(URI.create(uri(path))).timeout(ANSWER).build(), expected);
    }

    /// Asks for what `workload` asks for, again and again, until the answer is right.
    ///
    /// @throws IllegalStateException with the log, if that takes too long
    public void await(Workload workload) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri(workload.path()))).timeout(ANSWER);
        byte[] posted = workload.posted();
        await((posted.length == 0 ? request : request.POST(BodyPublishers.ofByteArray(posted))).build(), workload::expects);
    }

    private void await(HttpRequest request, Predicate<byte[]> expected) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        String found = "nothing";
        while (System.nanoTime() < deadline) {
            process.expectAlive();
            try {
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
                if (response.statusCode() == 200 && expected.test(response.body())) {
                    return;
                }
                found = "status " + response.statusCode() + " and " + response.body().length + " bytes";
            } catch (IOException e) {
                found = e.toString();
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException(
                "within " + START.toSeconds() + " s no such answer as expected to " + request.uri() + ", but " + found
                        + "; its log:\n" + process.log());
    }

    @Override
    public void close() {
        client.shutdownNow();
        process.close();
    }
}
