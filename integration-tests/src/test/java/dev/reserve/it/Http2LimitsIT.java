package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Http2Client;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP/2 and WebSocket clients may do to `http`.
class Http2LimitsIT {

    /// RFC 9113 §7.
    private static final int ENHANCE_YOUR_CALM = 11;

    private static Path directory = Path.of("");
    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path home) {
        directory = home;
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        server.configure("reserve.http.cfg", "header.bytes=8K", "header.count=20", "header.timeout=1", "uri.bytes=1K", "body.bytes=1000",
                "h2.streams=7",
                "h2.resets=30", "h2.control.frames=40", "requests.per.connection=50", "websocket.frame.bytes=2000",
                "websocket.message.bytes=3000");
        HttpAppJar.answering("shop", "shop").launch("""
                return new Handler.Abstract() {
                    public boolean handle(Request request, Response response, Callback callback) throws Exception {
                        if (Request.getPathInContext(request).equals("/socket")) {
                            return ServerWebSocketContainer.get(request.getContext()).upgrade((rq, rs, cb) -> new Echo(), request, response,
                                    callback);
                        }
                        if (Request.getPathInContext(request).equals("/wait")) {
                            return true; // and no answer
                        }
                        text(response, callback, "read " + Request.asInputStream(request).readAllBytes().length);
                        return true;
                    }
                };
                """).dropInto(server.deploy(), "shop.jar");
        server.awaitThat("the limits hold", () -> {
            try (HttpClient client = HttpClient.connect(server.address("web"))) {
                return client.get("/shop/").body().equals("read 0") && client.get("/shop/" + "x".repeat(2000)).status() == 414;
            }
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http2Client connect() throws IOException {
        return Http2Client.connect(server.address("web"));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.address("web")).getPort() + path;
    }

    @ParameterizedTest
    @CsvSource({"/shop/,200", "/shop/?x=1024,414", "a: b * 30,431", "a: b * 9000,431", "/shop/?x=9000,414", "Expect: cheese,417",
        "body 1001,413", "stream 1001,413", "stream 1000,200"})
    void theSameLimitsHoldAsForHttp1(String what, String status) throws IOException {
        List<String> command = new ArrayList<>(List.of(Peer.program("curl"), "-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code}",
                "--http2-prior-knowledge"));
        switch (what) {
            case "a: b * 30" -> {
                for (int i = 0; i < 30; i++) {
                    command.addAll(List.of("-H", "a" + i + ": b"));
                }
            }
            case "a: b * 9000" -> command.addAll(List.of("-H", "a: " + "b".repeat(9000)));
            case "Expect: cheese" -> command.addAll(List.of("-H", what));
            case "body 1001" -> command.addAll(List.of("-d", "x".repeat(1001)));
            case "stream 1000", "stream 1001" -> { // without Content-Length
                Path file = Files.writeString(directory.resolve("body"), "x".repeat(Integer.parseInt(what.substring(7))));
                command.addAll(List.of("-X", "POST", "-T", file.toString(), "-H", "Transfer-Encoding: chunked"));
            }
            default -> {
                // the path says it
            }
        }
        command.add(url(what.startsWith("/") ? what.replace("x=1024", "x".repeat(1024)).replace("x=9000", "x".repeat(9000)) : "/shop/"));
        assertEquals("2 " + status, ServerProcess.run(directory, command, Map.of()).output());
    }

    /// RFC 9113 §8.1: a client may throw the answer away if its stream ends with an error.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerBeforeTheEndOfABodyEndsTheStreamWithoutAnError(boolean lengthKnown) throws IOException {
        try (Http2Client client = connect()) {
            String[] length = lengthKnown ? new String[]{"content-length", "1002"} : new String[0];
            client.request(1, "POST", "/shop/", 0, length).send(Http2Client.DATA, 0, 1, new byte[1001]);
            assertEquals("413 Payload Too Large\n", client.body());
            assertEquals(0, client.receive(Http2Client.RST_STREAM).payload().getInt());
            client.request(3, "GET", "/shop/", Http2Client.END_STREAM);
            assertEquals("read 0", client.body());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHeadThatComesTooSlowlyEndsTheConnection(boolean goesOn) throws IOException {
        try (Http2Client client = connect()) {
            client.request(1, "GET", "/shop/wait", Http2Client.END_STREAM);
            client.send(Http2Client.HEADERS, Http2Client.END_STREAM, 3, Http2Client.fields(":method", "GET"));
            Thread.ofVirtual().start(() -> {
                try {
                    while (goesOn) {
                        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                        client.send(Http2Client.CONTINUATION, 0, 3, Http2Client.fields("a", "b"));
                    }
                } catch (IOException e) {
                    // it is closed
                }
            });
            assertEquals(ENHANCE_YOUR_CALM, client.awaitGoAway());
        }
    }

    @Test
    void thereAreNoTunnels() throws IOException {
        try (Http2Client client = connect()) {
            client.send(Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, 1,
                    Http2Client.fields(":method", "CONNECT", ":authority", "test:80"));
            assertEquals("501 Not Implemented\n", client.body());
        }
    }

    @Test
    void resetsInRapidSuccessionEndTheConnection() throws IOException {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 100; i++) {
                try {
                    client.request(2 * i + 1, "GET", "/shop/", Http2Client.END_STREAM);
                    client.send(Http2Client.RST_STREAM, 0, 2 * i + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
                } catch (IOException e) {
                    break; // it has been ended already
                }
            }
            assertEquals(ENHANCE_YOUR_CALM, client.awaitGoAway());
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnection() throws IOException {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 100; i++) {
                try {
                    client.send(Http2Client.PING, 0, 0, new byte[8]);
                } catch (IOException e) {
                    break;
                }
            }
            assertEquals(ENHANCE_YOUR_CALM, client.awaitGoAway());
        }
    }

    @Test
    void noMoreStreamsAreOpenAtATimeThanItSays() throws IOException {
        try (Http2Client client = connect()) {
            ByteBuffer settings = client.receive(Http2Client.SETTINGS).payload();
            boolean said = false;
            while (settings.remaining() >= 6) {
                int key = settings.getShort();
                int value = settings.getInt();
                said |= key == 3 && value == 7; // SETTINGS_MAX_CONCURRENT_STREAMS
            }
            assertTrue(said);
            for (int i = 0; i < 8; i++) {
                client.request(2 * i + 1, "GET", "/shop/wait", Http2Client.END_STREAM);
            }
            Http2Client.Frame reset = client.receive(Http2Client.RST_STREAM);
            assertEquals(15, reset.stream());
            assertEquals(7, reset.payload().getInt()); // REFUSED_STREAM
        }
    }

    @Test
    void aConnectionThatHasHadItsRequestsIsToldToEnd() throws IOException {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 50; i++) {
                client.request(2 * i + 1, "GET", "/shop/", Http2Client.END_STREAM);
                if (i < 49) {
                    client.receive(Http2Client.HEADERS);
                }
            }
            assertEquals(0, client.awaitGoAway());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1990,true", "1,2900,true", "1,3100,false", "2,1400,true", "2,1600,false"})
    void webSocketMessagesHaveTheirSizeInHoweverManyFrames(int frames, int size, boolean fits) throws Exception {
        CompletableFuture<Object> end = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            private int received;

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                received += data.length();
                if (last) {
                    end.complete(received);
                }
                socket.request(1);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                end.complete("closed with " + status);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                end.completeExceptionally(error);
            }
        };
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(60))
                    .buildAsync(URI.create(url("/shop/socket").replace("http:", "ws:")), listener).get(60, TimeUnit.SECONDS);
            try {
                for (int i = 1; i <= frames; i++) {
                    socket.sendText("x".repeat(size), i == frames).get(60, TimeUnit.SECONDS);
                }
                assertEquals(fits ? frames * size : (Object) "closed with 1009", end.get(60, TimeUnit.SECONDS));
            } finally {
                socket.abort();
            }
        }
    }
}
