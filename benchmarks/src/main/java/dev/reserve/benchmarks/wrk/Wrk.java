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
/// @param pipelined how many requests are sent at once on each connection
public record Wrk(int connections, int pipelined) {

    private static final String PROGRAM = "wrk";
    private static final String SCRIPT = """
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

    public Wrk(int connections) {
        this(connections, 1);
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
        return withScript(script -> WrkReport.parse(ServerProcess.run(command(uri, duration, script))));
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

    private List<String> command(String uri, Duration duration, List<String> script) {
        int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
        List<String> command = new ArrayList<>(List.of(PROGRAM, "--latency", "--timeout", "10s", "-t", Integer.toString(threads), "-c",
                Integer.toString(connections), "-d", duration.toSeconds() + "s"));
        command.addAll(script);
        command.add(uri);
        return command;
    }

    private WrkReport withScript(Function<List<String>, WrkReport> run) {
        if (pipelined == 1) {
            return run.apply(List.of());
        }
        try {
            Path script = Files.createTempFile("pipelined", ".lua");
            try {
                Files.writeString(script, SCRIPT.replace("DEPTH", Integer.toString(pipelined)));
                return run.apply(List.of("-s", script.toString()));
            } finally {
                Files.delete(script);
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
