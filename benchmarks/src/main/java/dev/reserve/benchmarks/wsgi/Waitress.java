package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// waitress, which has one process.
///
/// @param app the directory of the application
public record Waitress(Path app) implements Contender<WsgiWorkload> {

    /// As it comes.
    private static final int FEWEST_THREADS = 4;

    @Override
    public String id() {
        return "waitress";
    }

    @Override
    public String name(WsgiWorkload workload) {
        return "waitress " + PythonFiles.version("python3-waitress") + ", " + threads(workload) + " threads";
    }

    private static int threads(WsgiWorkload workload) {
        return Math.max(FEWEST_THREADS, workload.page().threads());
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return workload.workers() == 1;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        return new WebServer(port, ServerProcess.start(directory, Map.of("PYTHONPATH", app.toString()),
                List.of(Program.find("waitress-serve", "python3-waitress"), "--listen=127.0.0.1:" + port, "--threads=" + threads(workload),
                        "--connection-limit=2000", "--backlog=2048", workload.page().app())));
    }
}
