package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Nginx;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// uWSGI.
///
/// @param app the directory of the application
/// @param way how clients come to it
public record Uwsgi(Path app, Way way) implements Contender<WsgiWorkload> {

    /// How clients come to uWSGI.
    public enum Way {
        /// By its own HTTP router, which keeps connections.
        ROUTER("uwsgi", "`--http --http-keepalive`"),
        /// By nginx, and a Unix socket.
        NGINX("nginx-uwsgi", "behind nginx, Unix socket"),
        /// Straight to the workers: each serves one connection as long as that lasts, and others wait. Not comparable.
        WORKERS("uwsgi-http11", "`--http11-socket`, not comparable");

        private final String id;
        private final String title;

        Way(String id, String title) {
            this.id = id;
            this.title = title;
        }
    }

    @Override
    public String id() {
        return way.id;
    }

    @Override
    public String name(WsgiWorkload workload) {
        return "uWSGI " + PythonFiles.version("uwsgi-core") + ", " + way.title;
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return true;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        return new WebServer(port, ServerProcess.start(directory, Map.of(), switch (way) {
            case ROUTER -> uwsgi(workload, "--http", "127.0.0.1:" + port, "--http-keepalive");
            case WORKERS -> uwsgi(workload, "--http11-socket", "127.0.0.1:" + port);
            case NGINX -> {
                String socket = directory.resolve("uwsgi.sock").toString();
                List<String> nginx = Nginx.command(directory, port, workload.workers(), "",
                        "include /etc/nginx/uwsgi_params; location / { uwsgi_pass unix:" + socket + "; }");
                yield List.of("sh", "-c",
                        quoted(uwsgi(workload, "--socket", socket)) + " & " + quoted(nginx) + " & wait");
            }
        }));
    }

    private List<String> uwsgi(WsgiWorkload workload, String... listening) {
        List<String> command = new ArrayList<>(
                List.of(Program.find("uwsgi", "uwsgi-core uwsgi-plugin-python3"), "--plugins", "http,python3",
                        "--need-app", "--die-on-term", "--master", "--disable-logging", "--listen", "1024", "--processes",
                        Integer.toString(workload.workers()), "--chdir", app.toString(), "--module", workload.page().module(), "--callable",
                        workload.page().attribute()));
        if (workload.page().threads() > 1) {
            command.addAll(List.of("--threads", Integer.toString(workload.page().threads())));
        }
        command.addAll(List.of(listening));
        return command;
    }

    private static String quoted(List<String> command) {
        return "'" + String.join("' '", command) + "'";
    }
}
