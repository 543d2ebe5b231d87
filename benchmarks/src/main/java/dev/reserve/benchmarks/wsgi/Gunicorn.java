package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// gunicorn.
///
/// @param app the directory of the application
/// @param threaded whether it has threads, and keeps connections; otherwise each connection has one request
/// @param preload whether workers are forked after the application has been imported
public record Gunicorn(Path app, boolean threaded, boolean preload) implements Contender<WsgiWorkload> {

    /// As many as its documentation begins with: with one, a connection that is kept would keep the worker.
    private static final int FEWEST_THREADS = 4;

    @Override
    public String id() {
        return threaded ? "gunicorn-gthread" : "gunicorn-sync";
    }

    @Override
    public String name(WsgiWorkload workload) {
        return "gunicorn " + PythonFiles.version("gunicorn") + ", " + (threaded ? "gthread, " + threads(workload) + " threads" : "sync");
    }

    private static int threads(WsgiWorkload workload) {
        return Math.max(FEWEST_THREADS, workload.page().threads());
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return threaded || workload.page().threads() == 1;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        List<String> command = new ArrayList<>(List.of(Program.find("gunicorn", "gunicorn"), "--bind", "127.0.0.1:" + port, "--workers",
                Integer.toString(workload.workers()), "--backlog", "2048", "--chdir", app.toString()));
        if (threaded) {
            command.addAll(List.of("--worker-class", "gthread", "--threads", Integer.toString(threads(workload)), "--keep-alive", "75",
                    "--worker-connections", "2048"));
        }
        if (preload) {
            command.add("--preload");
        }
        command.add(workload.page().app());
        return new WebServer(port, ServerProcess.start(directory, Map.of(), command));
    }
}
