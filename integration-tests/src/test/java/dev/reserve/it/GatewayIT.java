package dev.reserve.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.WebServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reserve behind web servers that are configured as the user guide says, and on connections of which every byte is ours.
class GatewayIT {

    @TempDir
    private static Path home;
    private static ServerProcess server;
    private static int ports;

    @BeforeAll
    static void serve() throws IOException {
        Python.with("wsgiref", "python3");
        String app = Python.copy("gateway", home).resolve("mirror.py").toString();
        server = ServerProcess.launched(home, List.of("-b", "scgi=127.0.0.1:0", "-b", "scgiunix=" + home.resolve("scgi.sock"), "-b",
                "uwsgi=127.0.0.1:0", "-b", "uwsgiunix=" + home.resolve("uwsgi.sock"), "-b", "mounts=127.0.0.1:0"), "scgi", "wsgi", app);
        server.configure("reserve.binding-uwsgi.cfg", "listener=uwsgi", "app=uwsgi", "args=wsgi " + app);
        server.configure("reserve.binding-uwsgiunix.cfg", "listener=uwsgiunix", "app=uwsgi", "args=wsgi " + app);
        server.configure("reserve.binding-mounts.cfg", "listener=mounts", "app=scgi");
        for (String listener : List.of("uwsgi", "uwsgiunix", "mounts")) {
            server.awaitThat("the binding of " + listener, () -> server.find("listeners", "name", listener)
                    .filter(each -> each.get("reason").isJsonNull()
                            && (!listener.startsWith("uwsgi") || each.get("app").getAsString().equals("uwsgi")))
                    .isPresent());
        }
        WebServer.open(home, home.resolve("scgi.sock"));
        WebServer.open(home, home.resolve("uwsgi.sock"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // Started as docs/gateway.md says

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theAppsAreStarted(int line, @TempDir Path own) throws IOException {
        Files.writeString(own.resolve("blog.py"), """
                def application(environ, start_response):
                    start_response("200 OK", [])
                    return [b"blog"]
                """);
        String command = Guide.listings("gateway.md", "").getFirst().lines().toList().get(line);
        String app = command.replaceFirst(".*/reserve ([a-z]+).*", "$1");
        String here = command.replaceFirst("\\./sdlaunch", Distribution.bin("sdlaunch")).replaceFirst("127.0.0.1:[0-9]+", "127.0.0.1:0")
                .replaceFirst("/run", own.toString()).replaceFirst("\\./reserve", String.join(" ", ServerProcess.reserveCommand(own)));
        try (ServerProcess started = ServerProcess.start(own, List.of("sh", "-c", "exec " + here), Map.of())) {
            started.awaitServing().awaitThat(app + " serves",
                    () -> started.log().lines()
                            .anyMatch(each -> each.contains(" app " + app + ": version ") && each.contains(" is current")));
        }
    }

    // Web servers, as docs/gateway.md says

    @ParameterizedTest
    @CsvSource({"nginx scgi,scgi", "nginx uwsgi,uwsgi", "nginx mounted scgi,scgi", "nginx mounted uwsgi,uwsgi"})
    void nginx(String listing, String protocol) throws IOException {
        String text = listing(listing, protocol).replace("include ", protocol + "_param FOO bar;\ninclude ");
        try (WebServer web = WebServer.nginx(directory(), text, "location /behind/ { internal; return 200 \"a file\"; }")) {
            String mount = listing.contains("mounted") ? "/blog" : "";
            seen(web, mount, "/a%20b%c3%a9");
            echoes(web, mount, true);
            assertEquals("a file", RawHttp.get(web.address(), mount + "/sendfile").text());
            assertEquals(200, RawHttp.ask(web.address(), "HEAD", mount + "/pages").status());
        }
    }

    @ParameterizedTest
    @CsvSource({"apache scgi,scgi", "apache uwsgi,uwsgi"})
    void apache(String listing, String protocol) throws IOException {
        try (WebServer web = WebServer.apache(directory(), "SetEnv FOO bar\n" + listing(listing, protocol), "proxy_" + protocol)) {
            seen(web, "", "/a%20b%c3%a9");
            echoes(web, "", false);
            assertTrue(RawHttp.get(web.address(), "/pages").text().endsWith("page 19999\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({"lighttpd scgi,scgi", "lighttpd uwsgi,uwsgi"})
    void lighttpd(String listing, String protocol) throws IOException {
        try (WebServer web = WebServer.lighttpd(directory(),
                listing(listing, protocol) + "\nsetenv.set-environment = ( \"FOO\" => \"bar\" )\n")) {
            seen(web, "", "/a%20b%c3%a9");
            echoes(web, "", true);
            assertTrue(RawHttp.get(web.address(), "/pages").text().endsWith("page 19999\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scgi", "uwsgi"})
    void apacheBelowAPath(String protocol) throws IOException {
        try (WebServer web = WebServer.apache(directory(), "SetEnv FOO bar\n" + listing("apache mounted " + protocol, protocol),
                "proxy_" + protocol, "setenvif")) {
            seen(web, "/blog", "/a%20b%c3%a9");
            echoes(web, "/blog", false);
        }
    }

    @Test
    void lighttpdBelowAPath() throws IOException {
        try (WebServer web = WebServer.lighttpd(directory(), listing("lighttpd scgi", "scgi").replace("\"/\" =>", "\"/blog\" =>")
                + "\nsetenv.set-environment = ( \"FOO\" => \"bar\" )\n")) {
            seen(web, "/blog", "/a%20b%c3%a9");
        }
    }

    private static String listing(String name, String protocol) throws IOException {
        int port = ((InetSocketAddress) server.address(protocol)).getPort();
        return WebServer.listing("gateway.md", name).replace("/run/blog.sock", home.resolve(protocol + ".sock").toString())
                .replace("127.0.0.1:3031", "127.0.0.1:" + port).replace("127.0.0.1:4000", "127.0.0.1:" + port)
                .replace("\"port\" => 3031", "\"port\" => " + port);
    }

    private static Path directory() throws IOException {
        return Files.createDirectory(home.resolve("web" + ports++));
    }

    /// An application sees what the web server means.
    private static void seen(WebServer web, String mount, String path) throws IOException {
        String seen = RawHttp.get(web.address(), mount + path + "?x=1&y=%2F", "X-Extra-Field: one", "Cookie: a=b").content();
        String port = Integer.toString(((InetSocketAddress) web.address()).getPort());
        for (String expected : List.of("REQUEST_METHOD=GET", "SCRIPT_NAME=" + mount, "PATH_INFO=/a b\u00c3\u00a9", "QUERY_STRING=x=1&y=%2F",
                "REQUEST_URI=" + mount + path + "?x=1&y=%2F", "HTTP_HOST=test.example", "HTTP_X_EXTRA_FIELD=one", "HTTP_COOKIE=a=b",
                "FOO=bar",
                "REMOTE_ADDR=127.0.0.1", "SERVER_PORT=" + port, "SERVER_PROTOCOL=HTTP/1.1", "wsgi.url_scheme=http")) {
            assertTrue(seen.contains("\n" + expected + "\n") || seen.startsWith(expected + "\n"), () -> expected + " is not in\n" + seen);
        }
        assertFalse(seen.contains("HTTPS="), seen);
    }

    /// A body goes there and back.
    private static void echoes(WebServer web, String mount, boolean chunks) throws IOException {
        String body = "0123456789abcdef".repeat(40_000);
        assertEquals(body, post(web, mount + "/echo", "Content-Length: " + body.length(), body));
        if (chunks) {
            String chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
            assertEquals(Integer.toString(body.length()), post(web, mount + "/length", "Transfer-Encoding: chunked", chunked));
        }
    }

    private static String post(WebServer web, String path, String line, String body) throws IOException {
        try (RawHttp http = RawHttp.connect(web.address())) {
            http.send("POST " + path + " HTTP/1.1\r\nHost: test.example\r\n" + line + "\r\n\r\n" + body);
            return http.receive().content();
        }
    }

    // Bytes

    @Test
    void mountsAreServedAndSwappedAsInHttp() throws IOException {
        HttpAppJar.answering("shop", "one").dropInto(server.deploy(), "shop.jar");
        server.awaitThat("the mount", () -> scgi("mounts", "REQUEST_METHOD", "GET", "REQUEST_URI", "/shop/").contains("\r\n\r\none"));
        HttpAppJar.answering("shop", "two").dropInto(server.deploy(), "shop.jar");
        server.awaitThat("the swap", () -> scgi("mounts", "REQUEST_METHOD", "GET", "REQUEST_URI", "/shop/").contains("\r\n\r\ntwo"));
        assertTrue(scgi("mounts", "REQUEST_METHOD", "GET", "REQUEST_URI", "/nothing").startsWith("Status: 404 Not Found\r\n"));
    }

    @Test
    void aWebServerThatGivesUpCancelsTheRequest() throws IOException {
        HttpAppJar.answering("waiting", "").handling("""
                request.addFailureListener(failure -> {
                    System.out.println("cancelled: " + failure.getMessage());
                    callback.failed(failure);
                });
                System.out.println("it waits");
                """).dropInto(server.deploy(), "waiting.jar");
        server.awaitThat("the mount",
                () -> server.find("mounts", "app", "waiting").filter(mount -> !mount.get("version").isJsonNull()).isPresent());
        try (SocketChannel socket = SocketChannel.open(server.address("mounts"))) {
            socket.write(ByteBuffer.wrap(netstring("REQUEST_METHOD", "GET", "REQUEST_URI", "/waiting/")));
            server.awaitLog("it waits");
        }
        server.awaitLog("cancelled: the web server has ended the connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scgi", "uwsgi"})
    void aWebServerThatGivesUpClosesTheIterableOfAPythonApplication(String listener) throws IOException {
        String[] variables = {"REQUEST_METHOD", "GET", "REQUEST_URI", "/endless?" + listener, "QUERY_STRING", listener};
        try (SocketChannel socket = SocketChannel.open(server.address(listener))) {
            socket.write(ByteBuffer.wrap(listener.equals("scgi") ? netstring(variables) : packet(variables)));
            assertTrue(new String(Channels.newInputStream(socket).readNBytes(5000), ISO_8859_1).contains("line\nline\n"));
        }
        server.awaitLog("closed, for " + listener);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"scgi|474554202f20485454502f312e31|the byte 71 in the length of a netstring",
        "scgi|313034383537363a|a netstring of 104857 bytes or more; expected 65536 at the most",
        "scgi|353a4100|2 of the 6 bytes of a netstring and its comma have come",
        "scgi|323a410058|the byte 88 behind the 2 bytes of a netstring; expected a comma",
        "scgi|323a4100 2c|a netstring ends within a name or a value",
        "uwsgi|05000000|a packet with the modifier 5; expected 0",
        "uwsgi|00050000ffff414141|a name or a value that goes beyond the 5 bytes of its packet",
        "uwsgi|000500000100|2 of the 5 bytes of a packet have come",
        "uwsgi|00000000|REQUEST_METHOD is missing"})
    void whatIsNotOfTheProtocolEndsTheConnectionAndIsCounted(String listener, String bytes, String reason) throws IOException {
        refused(listener, HexFormat.of().parseHex(bytes.replace(" ", "")), reason);
    }

    @ParameterizedTest
    @CsvSource({"5,3,the connection ended after 3 of the 5 bytes of the body", "5,6,more of a body came than the 5 bytes",
        "0,1,more of a body came than the 0 bytes"})
    void aLengthThatLiesEndsTheConnectionAndIsCounted(String told, int length, String reason) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(netstring("CONTENT_LENGTH", told, "REQUEST_METHOD", "POST", "REQUEST_URI", "/echo"));
        bytes.writeBytes(new byte[length]);
        refused("scgi", bytes.toByteArray(), reason);
    }

    private static void refused(String listener, byte[] bytes, String reason) throws IOException {
        long before = failed(listener);
        server.awaitThat(reason, () -> { // a second later, if another one has just been logged
            assertEquals("", exchange(listener, bytes));
            return server.log().contains(reason);
        });
        assertTrue(failed(listener) > before);
        assertTrue(scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/x").contains("PATH_INFO=/x\n"));
    }

    private static long failed(String app) {
        JsonObject found = server.find("apps", "name", app).orElseThrow();
        return found.getAsJsonArray("versions").asList().stream().mapToLong(each -> each.getAsJsonObject().get("failed").getAsLong()).sum();
    }

    @Test
    void theLimitsOfHttpHold() throws IOException {
        assertTrue(scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "HTTP_X", "x".repeat(20_000)).startsWith("Status: 431 "));
        assertTrue(scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/" + "x".repeat(9_000)).startsWith("Status: 414 "));
        assertTrue(scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/a/%2e%2e/b").startsWith("Status: 400 "));
        assertTrue(scgi("scgi", "REQUEST_METHOD", "POST", "REQUEST_URI", "/", "CONTENT_LENGTH", "99999999999").startsWith("Status: 413 "));
        assertTrue(scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "HTTP_HOST", "a b").startsWith("Status: 400 "));
    }

    @Test
    void whatAClientSaysOfProxiesIsNotBelieved() throws IOException {
        String seen = scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "REMOTE_ADDR", "192.0.2.7", "REMOTE_PORT", "99",
                "HTTP_X_FORWARDED_FOR", "1.1.1.1", "HTTP_PROXY", "evil", "HTTPS", "on", "wsgi.input", "evil");
        assertTrue(seen.contains("\nREMOTE_ADDR=192.0.2.7\nREMOTE_PORT=99\n"), seen);
        assertTrue(seen.contains("\nwsgi.url_scheme=https\n") && seen.contains("\nHTTPS=on\n"), seen);
        assertFalse(seen.contains("1.1.1.1") || seen.contains("evil"), seen);
    }

    @Test
    void anAddressReadsAsTheWebServerTellsIt() throws IOException {
        String seen = scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "REMOTE_ADDR", "2001:db8::7", "SERVER_ADDR", "::1");
        assertTrue(seen.contains("\nREMOTE_ADDR=2001:db8::7\n") && seen.contains("\nSERVER_ADDR=::1\n"), seen);
    }

    @Test
    void aClientOfAUnixSocketHasNoAddress() throws IOException {
        String seen = scgi("scgi", "REQUEST_METHOD", "GET", "REQUEST_URI", "/", "REMOTE_ADDR", "unix:", "REMOTE_PORT", "", "SERVER_NAME",
                "",
                "SERVER_PORT", "");
        assertTrue(seen.contains("\nREMOTE_ADDR=\n") && seen.contains("\nSERVER_NAME=localhost\nSERVER_PORT=80\n"), seen);
        assertFalse(seen.contains("REMOTE_PORT"), seen);
    }

    private static String scgi(String listener, String... variables) throws IOException {
        return exchange(listener, netstring(variables));
    }

    private static byte[] netstring(String... variables) {
        String text = String.join("\0", variables) + "\0";
        return (text.length() + ":" + text + ",").getBytes(ISO_8859_1);
    }

    private static byte[] packet(String... variables) {
        ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).position(4);
        for (String each : variables) {
            out.putShort((short) each.length()).put(each.getBytes(ISO_8859_1));
        }
        out.putShort(1, (short) (out.position() - 4));
        return Arrays.copyOf(out.array(), out.position());
    }

    /// All that comes back. What is sent ends there, if nothing is answered before.
    private static String exchange(String listener, byte[] bytes) throws IOException {
        try (SocketChannel socket = SocketChannel.open(server.address(listener))) {
            socket.write(ByteBuffer.wrap(bytes));
            if (!new String(bytes, ISO_8859_1).endsWith(",")) {
                socket.shutdownOutput();
            }
            return new String(Channels.newInputStream(socket).readAllBytes(), ISO_8859_1);
        }
    }
}
