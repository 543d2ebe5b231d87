package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.host.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// nginx: `return 200`, and files by `sendfile`.
///
/// @param workers how many processes serve
/// @param files the directory of the file that is served
public record Nginx(String id, int workers, Path files) implements Contender {

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
                tcp_nopush on;
                keepalive_requests 1000000000;
                keepalive_timeout 600s;
                client_body_temp_path DIRECTORY/body;
                proxy_temp_path DIRECTORY/proxy;
                fastcgi_temp_path DIRECTORY/fastcgi;
                uwsgi_temp_path DIRECTORY/uwsgi;
                scgi_temp_path DIRECTORY/scgi;
                server {
                    listen 0.0.0.0:PORT backlog=4096;
                    root FILES;
                    location = / {
                        return 200 "hello\\n";
                    }
                }
            }
            """;

    @Override
    public String name(Workload workload) {
        return "nginx " + version() + (workers == 1 ? ", 1 worker" : ", " + workers + " workers")
                + (workload == Workload.FILE ? ", `sendfile`" : ", `return 200`");
    }

    private static String version() {
        return ServerProcess.run(List.of(program(), "-v")).strip().replaceFirst("^.*/", "");
    }

    @Override
    public boolean takes(Workload workload) {
        return workload != Workload.BLOCKING || workers > 1; // there only to compare with
    }

    @Override
    public WebServer start(Workload workload, Path directory) {
        int port = ServerProcess.freePort();
        Path file = directory.resolve("nginx.conf");
        boolean root = "root".equals(System.getProperty("user.name")); // whose workers could not read the files otherwise
        try {
            Files.writeString(file,
                    CONFIGURATION.replace("USER", root ? "user root;" : "").replace("WORKERS", Integer.toString(workers))
                            .replace("PORT", Integer.toString(port)).replace("DIRECTORY", directory.toString())
                            .replace("FILES", files.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WebServer(port, ServerProcess.start(directory, Map.of(), List.of(program(), "-p", directory.toString(), "-c",
                file.toString())));
    }

    /// @throws IllegalStateException if it is not installed
    private static String program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "nginx")).filter(Files::isExecutable).findFirst().map(Path::toString)
                .orElseThrow(() -> new IllegalStateException("nginx is not installed (apt-get install nginx)"));
    }
}
