package dev.reserve.it.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A web server in front of ours that speaks a gateway protocol with it, configured as a listing in the user guide says. Closing it kills it.
public final class WebServer implements AutoCloseable {

    private static final String MODULES = "/usr/lib/apache2/modules";

    private final Running process;
    private final int port;

    private WebServer(Running process, int port) {
        this.process = process;
        this.port = port;
    }

    /// The listing of a page that begins with "```" and `name`.
    public static String listing(String page, String name) throws IOException {
        String text = Files.readString(Distribution.checkout().resolve("docs").resolve(page));
        Matcher listing = Pattern.compile("(?ms)^```" + Pattern.quote(name) + "\\n(.*?)^```$").matcher(text);
        if (!listing.find()) {
            throw new AssertionError("there is no listing " + name + " in " + page);
        }
        return listing.group(1);
    }

    /// @param directory empty; for its files
    /// @param more in a server of its own, beside what the listing says; such as other locations
    public static WebServer nginx(Path directory, String listing, String more) throws IOException {
        String program = Peer.program("nginx");
        int port = freePort();
        for (String params : new String[]{"scgi_params", "uwsgi_params", "fastcgi_params"}) {
            Files.copy(Path.of("/etc/nginx", params), directory.resolve(params));
        }
        Path configuration = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_max_body_size 100m;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(directory, onPort(listing, "listen 80;", "listen 127.0.0.1:" + port + ";" + more)));
        return started(Invocation.of(program, "-p", directory.toString(), "-e", "stderr", "-c", configuration.toString()), port);
    }

    /// @param modules without `mod_`
    public static WebServer apache(Path directory, String listing, String... modules) throws IOException {
        String program = Peer.program("apache2");
        int port = freePort();
        StringBuilder configuration = new StringBuilder("""
                ServerRoot %1$s
                PidFile %1$s/apache.pid
                ErrorLog /dev/stderr
                ServerName localhost
                Listen 127.0.0.1:%2$s
                Mutex pthread
                User www-data
                Group www-data
                LoadModule mpm_event_module %3$s/mod_mpm_event.so
                LoadModule authz_core_module %3$s/mod_authz_core.so
                LoadModule env_module %3$s/mod_env.so
                LoadModule proxy_module %3$s/mod_proxy.so
                """.formatted(directory, port, MODULES));
        for (String module : modules) {
            configuration.append("LoadModule ").append(module).append("_module ").append(MODULES).append("/mod_").append(module)
                    .append(".so\n");
        }
        configuration.append(onPort(listing, "*:80", "127.0.0.1:" + port));
        Path file = Files.writeString(directory.resolve("apache.conf"), configuration);
        return started(Invocation.of(program, "-X", "-f", file.toString()), port);
    }

    public static WebServer lighttpd(Path directory, String listing) throws IOException {
        String program = Peer.program("lighttpd");
        int port = freePort();
        Path file = Files.writeString(directory.resolve("lighttpd.conf"), """
                server.document-root = "%1$s"
                server.upload-dirs = ( "%1$s" )
                server.bind = "127.0.0.1"
                server.port = %2$s
                server.modules = ( "mod_setenv" )
                %3$s""".formatted(directory, port, listing));
        return started(Invocation.of(program, "-D", "-f", file.toString()), port);
    }

    public static WebServer haproxy(Path directory, String listing) throws IOException {
        String program = Peer.program("haproxy");
        int port = freePort();
        Path file = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                    timeout connect 30s
                    timeout client 30s
                    timeout server 30s
                """ + onPort(listing, "bind :80", "bind 127.0.0.1:" + port));
        return started(Invocation.of(program, "-db", "-f", file.toString()), port);
    }

    public static WebServer caddy(Path directory, String listing) throws IOException {
        String program = Peer.program("caddy");
        int port = freePort();
        Path file = Files.writeString(directory.resolve("Caddyfile"),
                "{\nadmin off\nauto_https off\n}\n" + onPort(listing, ":80 {", ":" + port + " {\nbind 127.0.0.1"));
        return started(
                Invocation.of(program, "run", "--adapter", "caddyfile", "--config", file.toString()).with("HOME", directory.toString()),
                port);
    }

    private static String onPort(String listing, String from, String to) {
        if (!listing.contains(from)) {
            throw new AssertionError("there is no " + from + " in\n" + listing);
        }
        return listing.replace(from, to);
    }

    private static WebServer started(Invocation invocation, int port) throws IOException {
        Running process = invocation.start();
        process.awaitThat("it listens on port " + port, () -> {
            SocketChannel.open(address(port)).close();
            return true;
        });
        return new WebServer(process, port);
    }

    /// Has a web server that is not run by the test's user reach what is in a directory.
    public static void open(Path directory, Path socket) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static SocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public SocketAddress address() {
        return address(port);
    }

    /// What it has complained of.
    public String errors() throws IOException {
        return process.err();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
