package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Nginx;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A server of Python applications that nginx passes requests on to, over a Unix socket. What nginx uses of the processor counts too, as it is the same nginx for all.
///
/// @param app the directory of the application
/// @param way who serves, and in which protocol
public record BehindNginx(Reserve reserve, Path app, Way way) implements Contender<WsgiWorkload> {

    /// Who serves, and in which protocol.
    public enum Way {
        SCGI("scgi", "`scgi`", "scgi"), UWSGI("uwsgi", "`uwsgi`", "uwsgi"), FCGI("fcgi", "`fcgi`", "fastcgi"),
        /// With connections that stay open, as our pages advise.
        FCGI_KEPT("fcgi-kept", "`fcgi`, kept", "fastcgi"), HTTP("http", "`http`", "proxy"),
        /// With connections that stay open.
        HTTP_KEPT("http-kept", "`http`, kept", "proxy"), GUNICORN("gunicorn", "sync", "proxy");

        private final String id;
        private final String title;
        private final String module;

        Way(String id, String title, String module) {
            this.id = id;
            this.title = title;
            this.module = module;
        }

        private String app() {
            return id.replace("-kept", "");
        }

        private boolean isKept() {
            return id.endsWith("-kept");
        }
    }

    @Override
    public String id() {
        return way == Way.GUNICORN ? "nginx-gunicorn" : "nginx-reserve-" + way.id;
    }

    @Override
    public String name(WsgiWorkload workload) {
        return (way == Way.GUNICORN ? "nginx, gunicorn " + PythonFiles.version("gunicorn") + ", " : "nginx, **Reserve**, ") + way.title;
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return true;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        Path socket = directory.resolve("app.sock");
        String address = way.isKept() ? "app" : "unix:" + socket;
        String upstream = way.isKept() ? "upstream app { server unix:" + socket + "; keepalive 64; }" : "";
        String location = way.module.equals("proxy")
                ? "location / { " + (way.isKept() ? "proxy_http_version 1.1; proxy_set_header Connection ''; " : "")
                        + "proxy_pass http://" + address + (way.isKept() ? "" : ":") + "; }"
                : "include /etc/nginx/" + way.module + "_params; " + (way.isKept() ? "fastcgi_keep_conn on; " : "")
                        + "location / { " + way.module + "_pass " + address + "; }";
        List<String> nginx = Nginx.command(directory, port, workload.workers(), upstream, location);
        List<String> server = way == Way.GUNICORN ? gunicorn(workload, socket) : reserve(workload, directory, socket);
        return new WebServer(port, ServerProcess.start(directory, Map.of(),
                List.of("sh", "-c", "umask 0; " + quoted(server) + " & " + quoted(nginx) + " & wait")));
    }

    private List<String> reserve(WsgiWorkload workload, Path directory, Path socket) {
        Reserve.deploy(directory);
        return reserve.command(directory, socket.toString(),
                List.of(way.app(), "wsgi", "--python", PythonFiles.PYTHON, "--chdir", app.toString(),
                        "--workers", Integer.toString(workload.workers()), "--threads", Integer.toString(workload.page().threads()),
                        workload.page().app()));
    }

    private List<String> gunicorn(WsgiWorkload workload, Path socket) {
        return List.of(Program.find("gunicorn", "gunicorn"), "--bind", "unix:" + socket, "--workers",
                Integer.toString(workload.workers()), "--backlog", "2048", "--chdir", app.toString(), workload.page().app());
    }

    private static String quoted(List<String> command) {
        return "'" + String.join("' '", command) + "'";
    }
}
