package dev.reserve.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The app `fcgi` behind web servers that are configured as the user guide says, and with bytes that are not FastCGI.
class FcgiIT {

    private static final String BEGIN = "0101000100080000 0001000000000000";

    @TempDir
    private static Path home;
    private static ServerProcess server;
    private static int directories;

    @BeforeAll
    static void serve() throws IOException {
        Python.with("wsgiref", "python3");
        String app = Python.copy("gateway", home).resolve("mirror.py").toString();
        server = ServerProcess.launched(home,
                List.of("-b", "fcgi=127.0.0.1:0", "-b", "unix=" + home.resolve("fcgi.sock"), "-b", "mounts=127.0.0.1:0"), "fcgi", "wsgi",
                app);
        server.configure("reserve.binding-mounts.cfg", "listener=mounts", "app=fcgi");
        server.awaitThat("the binding of mounts", () -> server.find("listeners", "name", "mounts")
                .filter(each -> each.get("reason").isJsonNull() && each.getAsJsonArray("args").isEmpty()).isPresent());
        WebServer.open(home, home.resolve("fcgi.sock"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx fcgi", "nginx fcgi kept", "nginx fcgi streamed"})
    void nginx(String listing) throws IOException {
        try (WebServer web = WebServer.nginx(directory(), listing(listing), "")) {
            long before = failed();
            seen(web);
            echoes(web, true);
            answers(web);
            assertEquals(before, failed());
        }
    }

    @Test
    void apache() throws IOException {
        try (WebServer web = WebServer.apache(directory(), listing("apache fcgi"), "proxy_fcgi")) {
            long before = failed();
            seen(web);
            echoes(web, false);
            answers(web);
            assertEquals(before, failed());
        }
    }

    @Test
    void nginxBelowAPath() throws IOException {
        try (WebServer web = WebServer.nginx(directory(), listing("nginx mounted fcgi"), "")) {
            seenBelowAPath(web);
        }
    }

    @Test
    void apacheBelowAPath() throws IOException {
        try (WebServer web = WebServer.apache(directory(), listing("apache mounted fcgi"), "proxy_fcgi")) {
            seenBelowAPath(web);
        }
    }

    private static void seenBelowAPath(WebServer web) throws IOException {
        String seen = "\n" + RawHttp.get(web.address(), "/blog/a%20b?x=1").content();
        for (String expected : List.of("SCRIPT_NAME=/blog", "PATH_INFO=/a b", "REQUEST_URI=/blog/a%20b?x=1")) {
            assertTrue(seen.contains("\n" + expected + "\n"), () -> expected + " is not in\n" + seen);
        }
    }

    @Test
    void lighttpd() throws IOException {
        try (WebServer web = WebServer.lighttpd(directory(), listing("lighttpd fcgi"))) {
            long before = failed();
            seen(web);
            echoes(web, true);
            answers(web);
            assertEquals(before, failed());
        }
    }

    @Test
    void haproxy() throws IOException {
        try (WebServer web = WebServer.haproxy(directory(), listing("haproxy fcgi"))) {
            long before = failed();
            seen(web);
            echoes(web, false);
            answers(web);
            assertEquals(before, failed());
        }
    }

    @Test
    void caddy() throws IOException {
        try (WebServer web = WebServer.caddy(directory(), listing("caddy fcgi"))) {
            long before = failed();
            seen(web, "80"); // of the Host field, which says no other
            echoes(web, true);
            answers(web);
            assertEquals(before, failed());
        }
    }

    private static String listing(String name) throws IOException {
        int port = ((InetSocketAddress) server.address("fcgi")).getPort();
        return WebServer.listing("gateway.md", name).replace("/run/blog.sock", home.resolve("fcgi.sock").toString())
                .replace("127.0.0.1:9000", "127.0.0.1:" + port);
    }

    private static Path directory() throws IOException {
        return Files.createDirectory(home.resolve("web" + directories++));
    }

    private static void seen(WebServer web) throws IOException {
        seen(web, Integer.toString(((InetSocketAddress) web.address()).getPort()));
    }

    private static void seen(WebServer web, String port) throws IOException {
        String seen = "\n" + RawHttp.get(web.address(), "/a%20b%c3%a9?x=1&y=%2F", "X-Extra-Field: one", "Cookie: a=b").content();
        for (String expected : List.of("REQUEST_METHOD=GET", "SCRIPT_NAME=", "PATH_INFO=/a b\u00c3\u00a9", "QUERY_STRING=x=1&y=%2F",
                "REQUEST_URI=/a%20b%c3%a9?x=1&y=%2F", "HTTP_X_EXTRA_FIELD=one", "HTTP_COOKIE=a=b", "REMOTE_ADDR=127.0.0.1",
                "SERVER_PORT=" + port, "wsgi.url_scheme=http")) {
            assertTrue(seen.contains("\n" + expected + "\n"), () -> expected + " is not in\n" + seen);
        }
    }

    /// A body goes there and back, several times on the same connection.
    private static void echoes(WebServer web, boolean chunks) throws IOException {
        byte[] bytes = new byte[700_000];
        new Random(1).nextBytes(bytes);
        String body = new String(bytes, ISO_8859_1);
        try (RawHttp http = RawHttp.connect(web.address())) {
            for (int i = 0; i < 3; i++) {
                http.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                assertTrue(body.equals(http.receive().content()));
            }
            if (chunks) {
                String chunked = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
                http.send("POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked);
                assertEquals(Integer.toString(body.length()), http.receive().content());
            }
        }
    }

    private static void answers(WebServer web) throws IOException {
        assertTrue(RawHttp.get(web.address(), "/pages").text().endsWith("page 19999\n"));
        assertEquals(200, RawHttp.ask(web.address(), "HEAD", "/pages").status());
    }

    @Test
    void cgiFcgi() throws IOException {
        int port = ((InetSocketAddress) server.address("fcgi")).getPort();
        Peer.program("cgi-fcgi");
        String shown = Guide.listings("gateway.md", "").stream().filter(each -> each.contains(" cgi-fcgi ")).findFirst().orElseThrow();
        String command = shown.replace("REQUEST_URI=/ ", "REQUEST_URI=/x ").replace("127.0.0.1:9000", "127.0.0.1:" + port);
        String answer = Invocation.of("sh", "-c", command).run().out();
        assertTrue(answer.startsWith("Status: 200 OK\r\n") && answer.contains("\nPATH_INFO=/x\n"), answer);
    }

    @Test
    void mountsAreSwappedBetweenTheRequestsOfAConnection() throws IOException {
        HttpAppJar.answering("shop", "one").dropInto(server.deploy(), "shop.jar");
        try (SocketChannel socket = SocketChannel.open(server.address("mounts"))) {
            server.awaitThat("the mount", () -> get(socket, "/shop/").endsWith("one /"));
            HttpAppJar.answering("shop", "two").dropInto(server.deploy(), "shop.jar");
            server.awaitThat("the swap", () -> get(socket, "/shop/").endsWith("two /"));
            assertTrue(get(socket, "/nothing").startsWith("Status: 404 Not Found\r\n"));
        }
    }

    @Test
    void anAbortedRequestClosesTheIterableOfAPythonApplicationAndTheConnectionStays() throws IOException {
        try (SocketChannel socket = SocketChannel.open(server.address("fcgi"))) {
            ask(socket, "/endless?fcgi");
            assertTrue(record(socket).startsWith("\6Status: 200 OK\r\n"));
            socket.write(bytes("0102000100000000"));
            server.awaitLog("closed, for fcgi");
            String end = record(socket);
            while (!end.startsWith("\3")) {
                end = record(socket);
            }
            assertTrue(get(socket, "/x").contains("\nPATH_INFO=/x\n"));
        }
    }

    /// A request on a connection that is kept, with a short answer.
    private static String get(SocketChannel socket, String path) throws IOException {
        ask(socket, path);
        StringBuilder answer = new StringBuilder();
        String record = record(socket);
        while (!record.startsWith("\3")) {
            answer.append(record, 1, record.length());
            record = record(socket);
        }
        return answer.toString();
    }

    private static void ask(SocketChannel socket, String target) throws IOException {
        String path = target.replaceFirst("\\?.*", "");
        String query = target.substring(path.length()).replaceFirst("\\?", "");
        String params = "\16\3REQUEST_METHODGET\13" + (char) target.length() + "REQUEST_URI" + target + "\14" + (char) query.length()
                + "QUERY_STRING" + query;
        socket.write(bytes("0101000100080000 0001010000000000 01040001" + HexFormat.of().toHexDigits((short) params.length()) + "0000"));
        socket.write(ByteBuffer.wrap(params.getBytes(ISO_8859_1)));
        socket.write(bytes("0104000100000000 0105000100000000"));
    }

    /// The next record that comes: its type, and its content.
    private static String record(SocketChannel socket) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8);
        read(socket, head);
        int length = head.getShort(4) & 0xffff;
        ByteBuffer content = ByteBuffer.allocate(length + (head.get(6) & 0xff));
        read(socket, content);
        return (char) head.get(1) + new String(content.array(), 0, length, ISO_8859_1);
    }

    private static void read(SocketChannel socket, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            assertTrue(socket.read(into) >= 0, "the connection has ended");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"474554202f20485454502f312e31|a record of version 71; expected 1",
        "0163000100000000|a record of type 99 for request 1; expected a type from 1 to 8",
        "0106000100000000|a record of type 6, which is for answers",
        BEGIN + "01040001|the connection ended within a request: the head of a record has 4 of its 8 bytes",
        BEGIN + "|the connection ended within a request: the parameters of request 1 have not come whole",
        BEGIN + "0104000100050000 0a800fffff|a name of 10 bytes with a value of 1048575; expected no more than 131072 together"})
    void whatIsNotFastCgiEndsTheConnectionAndIsCounted(String bytes, String reason) throws IOException {
        long before = failed();
        try (SocketChannel other = SocketChannel.open(server.address("mounts"))) {
            server.awaitThat(reason, () -> { // a second later, if another one has just been logged
                try (SocketChannel socket = SocketChannel.open(server.address("mounts"))) {
                    socket.write(bytes(bytes));
                    socket.shutdownOutput();
                    assertEquals("", new String(Channels.newInputStream(socket).readAllBytes(), ISO_8859_1));
                }
                return server.log().contains(reason);
            });
            assertTrue(get(other, "/nothing").startsWith("Status: 404 "));
        }
        assertTrue(failed() > before);
        assertFalse(server.log().contains("Exception in thread"));
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /// How many connections of the app have failed.
    private static long failed() {
        JsonObject found = server.find("apps", "name", "fcgi").orElseThrow();
        return found.getAsJsonArray("versions").asList().stream().mapToLong(each -> each.getAsJsonObject().get("failed").getAsLong()).sum();
    }
}
