package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.Http2Client;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients of `http` that go on, but take too long.
class HttpSlowIT {

    private static final int WINDOW_UPDATE = 8;
    /// RFC 9113 §7.
    private static final int ENHANCE_YOUR_CALM = 11;

    private static final byte[] ENDLESS = "GET /shop/endless HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path home) {
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        // nobody takes what he is sent as fast as that
        server.configure("reserve.http.cfg", "body.timeout=1", "idle.timeout=2", "response.rate=900000000");
        HttpAppJar.answering("shop", "shop").blocking("""
                if (Request.getPathInContext(request).equals("/endless")) {
                    try (var out = Response.asBufferedOutputStream(request, response)) {
                        while (true) {
                            out.write(new byte[65536]);
                        }
                    }
                }
                if (Request.getPathInContext(request).equals("/large")) {
                    response.write(true, java.nio.ByteBuffer.allocate(64 << 20), callback);
                    return;
                }
                text(response, callback, "read " + Request.asInputStream(request).readAllBytes().length);
                """).dropInto(server.deploy(), "shop.jar");
        server.awaitThat("it serves", () -> {
            try (HttpClient client = HttpClient.connect(server.address("web"))) {
                return client.get("/shop/").body().equals("read 0");
            }
        });
        server.awaitThat("the limits hold", () -> {
            try (HttpClient client = HttpClient.connect(server.address("web"))) {
                return client.send("POST /shop/ HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n").answer().status() == 408;
            }
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBodyThatStopsIsGivenUpInHttp2Too() throws IOException {
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            client.request(1, "POST", "/shop/", 0).send(Http2Client.DATA, 0, 1, new byte[10]);
            assertEquals("408 Request Timeout\n", client.body());
        }
        assertAllIsOver();
    }

    @Test
    void halfAHeadKeepsNoHttp2ConnectionOpen() throws IOException {
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            client.send(Http2Client.HEADERS, Http2Client.END_STREAM, 1, Http2Client.fields(":method", "GET"));
            nowAndThen(() -> client.send(Http2Client.CONTINUATION, 0, 1, Http2Client.fields("a", "b")));
            assertEquals(0, client.awaitGoAway());
        }
    }

    @Test
    void aStreamOfWhichLittleIsTakenIsReset() throws IOException {
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            client.send(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(1 << 20).array());
            client.request(1, "GET", "/shop/endless", Http2Client.END_STREAM);
            nowAndThen(() -> client.send(WINDOW_UPDATE, 0, 1, (byte) 0, (byte) 0, (byte) 0, (byte) 1));
            assertEquals(ENHANCE_YOUR_CALM, client.receive(Http2Client.RST_STREAM).payload().getInt());
        }
        assertAllIsOver();
    }

    @Test
    void anAnswerOfWhichLittleIsTakenIsCut() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address("web"));
            socket.getOutputStream().write(ENDLESS);
            nowAndThen(() -> socket.getInputStream().read(new byte[200_000]));
            assertAllIsOver();
        }
    }

    @Test
    void whoReadsNothingIsCut() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address("web"));
            socket.getOutputStream().write("GET /shop/large HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            server.awaitThat("it is inside", () -> inside() == 1);
            assertAllIsOver();
        }
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            client.request(1, "GET", "/shop/large", Http2Client.END_STREAM);
            server.awaitThat("it is inside", () -> inside() == 1);
            assertAllIsOver();
        }
    }

    /// No request goes on, and none of them was a failure of the app, on which it would be taken back.
    private static void assertAllIsOver() {
        server.awaitThat("nothing is inside", () -> inside() == 0);
        assertEquals(0, new Versions(server, "shop").await("current").get("failed").getAsInt());
    }

    private static int inside() {
        return new Versions(server, "shop").await("current").get("open").getAsInt();
    }

    private interface Act {
        void run() throws IOException;
    }

    private static void nowAndThen(Act act) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    act.run();
                }
            } catch (IOException e) {
                // it is closed
            }
        });
    }
}
