package dev.reserve.it.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A web server of another kind in front of ours, as a reverse proxy with one process, which keeps its connections. It listens on a Unix socket, and is as lenient as its
/// configuration lets it be, so that as much as possible gets through to us. Closing it kills it.
public final class Front implements AutoCloseable {

    /// A request that it has passed on.
    ///
    /// @param target as it came, or as it was passed on
    /// @param status that it has answered with
    public record Passed(String method, String target, String status) {}

    private final Running process;
    private final Path socket;
    private final Path log;

    private Front(Running process, Path socket, Path log) {
        this.process = process;
        this.socket = socket;
        this.log = log;
    }

    public static Front nginx(Path directory, SocketAddress upstream) throws IOException {
        String program = Peer.program("nginx");
        Path socket = directory.resolve("nginx.sock");
        Path log = Files.createFile(directory.resolve("access"));
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    log_format passed '$request_method|$request_uri|$status|$upstream_addr';
                    access_log %1$s/access passed;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    client_header_timeout 2s;
                    client_body_timeout 2s;
                    keepalive_timeout 2s;
                    lingering_close off;
                    ignore_invalid_headers off;
                    underscores_in_headers on;
                    merge_slashes off;
                    upstream reserve {
                        server %2$s;
                        keepalive 1;
                    }
                    server {
                        listen unix:%3$s;
                        location / {
                            proxy_pass http://reserve;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header Host $http_host;
                            proxy_request_buffering off;
                            proxy_next_upstream off;
                        }
                    }
                }
                """.formatted(directory, address(upstream), socket));
        return started(Invocation.of(program, "-p", directory.toString(), "-e", "stderr", "-c", configuration.toString()).start(), socket,
                log);
    }

    /// It waits for a request's end before it passes it on: of what has none it would wait for the answer, for long.
    ///
    /// @param lenient whether it lets requests pass that it knows to be malformed
    public static Front haproxy(Path directory, SocketAddress upstream, boolean lenient) throws IOException {
        String program = Peer.program("haproxy");
        Path socket = directory.resolve("haproxy.sock");
        Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
                global
                    nbthread 1
                    log stdout len 65535 format raw local0
                    tune.bufsize 65536
                    tune.http.logurilen 65535
                defaults
                    mode http
                    log global
                    log-format "%%HM|%%HU|%%ST|%%s"
                    timeout connect 60s
                    timeout server 600s
                    timeout client 2s
                    timeout http-request 2s
                    timeout http-keep-alive 2s
                    http-reuse always
                    option http-keep-alive
                    option http-buffer-request
                    %1$s
                listen front
                    bind unix@%2$s
                    server reserve %3$s
                """.formatted(lenient ? "option accept-invalid-http-request" : "", socket, address(upstream)));
        Running process = Invocation.of(program, "-db", "-f", configuration.toString()).start();
        return started(process, socket, process.outFile());
    }

    private static Front started(Running process, Path socket, Path log) throws IOException {
        process.awaitThat("it listens on " + socket, () -> {
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            return true;
        });
        return new Front(process, socket, log);
    }

    private static String address(SocketAddress address) {
        InetSocketAddress inet = (InetSocketAddress) address;
        return inet.getAddress().getHostAddress() + ":" + inet.getPort();
    }

    public SocketAddress address() {
        return UnixDomainSocketAddress.of(socket);
    }

    /// How much it has logged until now.
    public int mark() throws IOException {
        return lines().size();
    }

    /// What it has passed on since a mark, up to a request for `last`; waits until it has logged that.
    public List<Passed> passedSince(int mark, String last) {
        await().atMost(ServerProcess.DEADLINE).until(() -> passed(mark).stream().anyMatch(each -> each.target.endsWith(last)));
        try {
            return passed(mark).stream().filter(each -> !each.target.endsWith(last)).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Passed> passed(int mark) throws IOException {
        return lines().stream().skip(mark).map(line -> line.split("\\|", -1)).filter(parts -> parts.length == 4 && !parts[3].equals("-")
                && !parts[3].equals("<NOSRV>")).map(parts -> new Passed(parts[0], parts[1], parts[2])).toList();
    }

    private List<String> lines() throws IOException {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
