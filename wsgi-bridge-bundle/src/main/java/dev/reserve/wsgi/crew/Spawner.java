package dev.reserve.wsgi.crew;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Starts the processes of workers, all of them on one thread that lasts: a process that wants to end with its parent (prctl(2), `PR_SET_PDEATHSIG`) ends with the
/// thread that has started it.
public final class Spawner implements AutoCloseable {

    private static final List<String> NOT_PASSED_ON = List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID",
            "NOTIFY_SOCKET",
            "WATCHDOG_PID", "WATCHDOG_USEC");

    private final ExecutorService thread = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("wsgi-spawner").daemon(true).factory());

    /// Starts a process. Its standard input is open and stays empty as long as the server runs: so it can see, too, when that has ended.
    ///
    /// @param output gets each line that it writes past the link
    Process start(List<String> command, Plan plan, Consumer<String> output) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(plan.directory().toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        NOT_PASSED_ON.forEach(environment::remove);
        environment.putAll(plan.environment());
        Process process;
        try {
            process = thread.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
        }
        Thread.ofPlatform().daemon(true).name("wsgi-output-" + process.pid()).start(() -> read(process, output));
        return process;
    }

    private static void read(Process process, Consumer<String> output) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                output.accept(line);
            }
        } catch (IOException e) {
            output.accept("(its output cannot be read any more: " + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
