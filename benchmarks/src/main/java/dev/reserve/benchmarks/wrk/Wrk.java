package dev.reserve.benchmarks.wrk;

import dev.reserve.benchmarks.host.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Runs wrk: so many connections, each of which asks again as soon as it is answered.
///
/// @param connections that are kept open
/// @param script by which the requests are made, in Lua; empty for plain GETs
public record Wrk(int connections, String script) {

    private static final String PROGRAM = "wrk";
    private static final String PIPELINED = """
            init = function()
              local one = {}
              for i = 1, DEPTH do
                one[i] = wrk.format()
              end
              requests = table.concat(one)
            end

            request = function()
              return requests
            end
            """;
    private static final String POST = """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/octet-stream"
            wrk.body = string.rep("x", LENGTH)
            """;

    public Wrk(int connections) {
        this(connections, "");
    }

    /// The script that sends so many requests at once on each connection.
    public static String pipelined(int depth) {
        return PIPELINED.replace("DEPTH", Integer.toString(depth));
    }

    /// The script that posts so many bytes, all of them `x`.
    public static String posting(int length) {
        return POST.replace("LENGTH", Integer.toString(length));
    }

    /// @throws IllegalStateException if it is not installed
    public static void expectInstalled() {
        try {
            new ProcessBuilder(PROGRAM, "-v").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new IllegalStateException("the load comes from wrk, which is not installed (apt-get install wrk)", e);
        }
    }

    /// Loads `uri` for so long, and waits for the end of it.
    public WrkReport run(String uri, Duration duration) {
        return withScript(option -> WrkReport.parse(ServerProcess.run(command(uri, duration, option))));
    }

    /// Loads `uri` for as long as `meanwhile` runs.
    public WrkReport during(String uri, Task meanwhile) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command(uri, Duration.ofHours(1), List.of())).redirectErrorStream(true).start();
            try {
                meanwhile.run();
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor(); // on which it reports
                return WrkReport.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String uri, Duration duration, List<String> scriptOption) {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--latency", "--timeout", "10s", "-t", Integer.toString(threads), "-c",
                Integer.toString(connections), "-d", duration.toSeconds() + "s"));
        command.addAll(scriptOption);
        command.add(uri);
        return command;
    }

    private WrkReport withScript(Function<List<String>, WrkReport> run) {
        if (script.isEmpty()) {
            return run.apply(List.of());
        }
        try {
            Path file = Files.createTempFile("wrk", ".lua");
            try {
                Files.writeString(file, script);
                return run.apply(List.of("-s", file.toString()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What goes on under load.
    @FunctionalInterface
    public interface Task {
        void run() throws InterruptedException;
    }
}
