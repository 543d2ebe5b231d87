package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx: `return 200`, and files by `sendfile`.
///
/// @param workers how many processes serve
/// @param files the directory of the file that is served
public record Nginx(String id, int workers, Path files) implements Contender<HttpWorkload> {

    private static final String CONFIGURATION = """
            USER
            daemon off;
            worker_processes WORKERS;
            pid DIRECTORY/pid;
            error_log DIRECTORY/error.log;
            events {
                worker_connections 65536;
            }
            http {
                access_log off;
                default_type "text/plain;charset=utf-8";
                sendfile on;
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
                client_body_temp_path DIRECTORY/body;
                proxy_temp_path DIRECTORY/proxy;
                fastcgi_temp_path DIRECTORY/fastcgi;
                uwsgi_temp_path DIRECTORY/uwsgi;
                scgi_temp_path DIRECTORY/scgi;
                UPSTREAM
                server {
                    listen 0.0.0.0:PORT backlog=4096;
                    LOCATIONS
                }
            }
            """;

    @Override
    public String name(HttpWorkload workload) {
        return "nginx " + version() + (workers == 1 ? ", 1 worker" : ", " + workers + " workers")
                + (workload == HttpWorkload.FILE ? ", `sendfile`" : ", `return 200`");
    }

    private static String version() {
        return ServerProcess.run(List.of(Program.find("nginx", "nginx"), "-v")).strip().replaceFirst("^.*/", "");
    }

    @Override
    public boolean takes(HttpWorkload workload) {
        return workload != HttpWorkload.BLOCKING || workers > 1; // there only to compare with
    }

    @Override
    public WebServer start(HttpWorkload workload, Path directory) {
        int port = ServerProcess.freePort();
        return new WebServer(port, ServerProcess.start(directory, Map.of(),
                command(directory, port, workers, "", "root " + files + "; location = / { return 200 \"hello\\n\"; }")));
    }

    /// How nginx is started, in the foreground.
    ///
    /// @param directory for its files
    /// @param upstream the block `upstream`, or nothing
    /// @param locations what is in its block `server`, beside the port
    /// @throws IllegalStateException if it is not installed
    public static List<String> command(Path directory, int port, int workers, String upstream, String locations) {
        Path file = directory.resolve("nginx.conf");
        boolean root = "root".equals(System.getProperty("user.name")); // whose workers could not read the files otherwise
        try {
            Files.writeString(file,
                    CONFIGURATION.replace("USER", root ? "user root;" : "").replace("WORKERS", Integer.toString(workers))
                            .replace("PORT", Integer.toString(port)).replace("DIRECTORY", directory.toString())
                            .replace("UPSTREAM", upstream).replace("LOCATIONS", locations));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(Program.find("nginx", "nginx"), "-p", directory.toString(), "-c", file.toString());
    }
}
