package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.Http2Client;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sub-apps of `http` that are swapped between the requests of connections that stay, and `http` itself when it comes to an end.
class HttpSwapIT {

    private Path directory = Path.of("");
    private ServerProcess server;
    private Versions shop;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        shop = new Versions(server, "shop");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"handling", "blocking"})
    void theNextRequestOfAConnectionThatStaysGoesToTheNewVersion(String kind) throws IOException {
        drop(answering(kind, "one"));
        awaitBody("one");
        try (HttpClient client = connect()) {
            assertEquals("one", client.get("/shop/").body());
            String first = shop.await("current").get("id").getAsString();
            drop(answering(kind, "two"));
            server.awaitThat("the connection gets the new version", () -> client.get("/shop/").body().equals("two"));
            assertEquals("standby", shop.await(first, "standby").get("state").getAsString());
            assertEquals(1, server.find("listeners", "name", "web").orElseThrow().get("open").getAsInt());
        }
    }

    private static HttpAppJar answering(String kind, String word) {
        String body = "text(response, callback, \"" + word + "\");";
        return kind.equals("blocking") ? shop().blocking(body) : shop().handling(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "asynchronous"})
    void aRequestInFlightFinishesOnItsVersion(String kind) throws Exception {
        Path go = directory.resolve("go");
        String wait = "while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + go + "\"))) { try { Thread.sleep(5); }"
                + " catch (InterruptedException e) { return; } }";
        drop(kind.equals("blocking")
                ? shop().blocking(
                        "if (Request.getPathInContext(request).equals(\"/wait\")) { " + wait + " } text(response, callback, \"one\");")
                : shop().handling("if (Request.getPathInContext(request).equals(\"/wait\")) { new Thread(() -> { " + wait
                        + " text(response, callback, \"one\"); }).start(); } else { text(response, callback, \"one\"); }"));
        server.configure("reserve.app-shop.cfg", "probation.connections=1", "drain.timeout.seconds=600");
        awaitBody("one");
        try (HttpClient slow = connect()) {
            slow.send("GET /shop/wait HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            String first = shop.await("current").get("id").getAsString();
            drop(answering("handling", "two"));
            awaitBody("two");
            assertEquals(1, shop.await(first, "draining").get("open").getAsInt());
            Files.createFile(go);
            assertEquals("one", slow.answer().body());
            shop.await(first, "retired");
            assertEquals("two", slow.get("/shop/").body());
        }
    }

    @Test
    void aVersionWhoseRequestsFailIsRolledBack() throws IOException {
        drop(answering("handling", "one"));
        awaitBody("one");
        String first = shop.await("current").get("id").getAsString();
        try (HttpClient client = connect()) {
            for (String failing : List.of("throw new IllegalStateException(\"no stock\");",
                    "callback.failed(new IllegalStateException(\"no stock\"));",
                    "Response.writeError(request, response, callback, new IllegalStateException(\"no stock\"));")) {
                drop(shop().handling("/* " + failing.hashCode() + " */ " + failing));
                shop.awaitSuccessorOf(first);
                for (int i = 0; i < 3; i++) {
                    assertEquals(500, client.get("/shop/").status());
                }
                String reason = server.awaitArtifact("shop.jar", "rejected").get("reason").getAsString();
                assertEquals("rolled back: 3 of 3 requests failed, the last with java.lang.IllegalStateException: no stock", reason);
                assertEquals("one", client.get("/shop/").body());
                assertEquals(first, shop.await("current").get("id").getAsString());
            }
        }
    }

    @Test
    void aClientThatEndsItsSideOfTheConnectionGetsItsAnswer() throws IOException {
        Path go = directory.resolve("go");
        drop(shop().blocking(
                "while (Request.getPathInContext(request).equals(\"/wait\") && !java.nio.file.Files.exists(java.nio.file.Path.of(\"" + go
                        + "\"))) { Thread.sleep(5); } text(response, callback, \"one\");"));
        awaitBody("one");
        try (SocketChannel socket = SocketChannel.open(server.address("web"))) {
            socket.write(ByteBuffer.wrap("GET /shop/wait HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            socket.shutdownOutput();
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            Files.createFile(go);
            String answer = new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\none"), answer);
        }
    }

    @Test
    void whatClientsDoWrongRollsNoVersionBack() throws IOException {
        drop(reading("one"));
        awaitBody("one[]");
        String first = shop.await("current").get("id").getAsString();
        drop(reading("two"));
        shop.awaitSuccessorOf(first);
        for (int i = 0; i < 4; i++) {
            try (HttpClient client = connect()) {
                client.send("POST /shop/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\nG\r\n");
                assertEquals(400, client.answer().status());
            }
            try (HttpClient client = connect()) {
                long accepted = shop.await("current").get("accepted").getAsLong();
                client.send("POST /shop/ HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhello");
                server.awaitThat("it is inside", () -> shop.await("current").get("accepted").getAsLong() > accepted);
            }
        }
        server.awaitThat("all have left", () -> shop.await("current").get("open").getAsInt() == 0);
        JsonObject seen = shop.await("current");
        assertNotEquals(first, seen.get("id").getAsString());
        assertEquals(0, seen.get("failed").getAsInt());
    }

    /// Reads the body by means that wrap what reading throws.
    private static HttpAppJar reading(String word) {
        return shop().blocking("text(response, callback, \"" + word
                + "\" + new java.io.BufferedReader(new java.io.InputStreamReader(Content.Source.asInputStream(request))).lines().toList());");
    }

    @Test
    void aBrokenVersionIsRejectedAndTheOldOneServesOn() throws IOException {
        drop(answering("handling", "one"));
        awaitBody("one");
        drop(shop().launch("throw new IllegalArgumentException(\"no database\");"));
        assertTrue(server.awaitArtifact("shop.jar", "rejected").get("reason").getAsString().contains("no database"));
        drop(shop().launch("return null;"));
        server.awaitThat("null is no handler", () -> server.find("artifacts", "file", "shop.jar").orElseThrow().toString()
                .contains("returned null; expected a Handler"));
        try (HttpClient client = connect()) {
            assertEquals("one", client.get("/shop/").body());
        }
    }

    @Test
    void aCanaryGetsItsShareOfRequests() throws IOException {
        server.configure("reserve.app-shop.cfg", "canary.percent=50");
        drop(answering("handling", "one"));
        awaitBody("one");
        drop(answering("handling", "two"));
        shop.await("canary");
        try (HttpClient client = connect()) {
            Set<String> seen = new HashSet<>();
            server.awaitThat("both answer", () -> {
                seen.add(client.get("/shop/").body());
                return seen.equals(Set.of("one", "two"));
            });
            assertEquals(0, server.ctl("promote", "shop").exit());
            assertEquals("two", client.get("/shop/").body());
            assertEquals(0, server.ctl("rollback", "shop").exit());
            assertEquals("one", client.get("/shop/").body());
        }
    }

    @Test
    void aRequestThatGoesOnForTooLongIsCut() throws Exception {
        server.configure("reserve.app-shop.cfg", "probation.connections=1", "drain.timeout.seconds=0.2");
        drop(shop().handling("if (!Request.getPathInContext(request).equals(\"/never\")) { text(response, callback, \"one\"); }"));
        awaitBody("one");
        try (HttpClient stuck = connect()) {
            stuck.send("GET /shop/never HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            String first = shop.await("current").get("id").getAsString();
            drop(answering("handling", "two"));
            awaitBody("two");
            assertEquals(1, shop.await(first, "retired").get("cut").getAsInt());
            assertTrue(stuck.ends());
        }
    }

    @Test
    void aWebSocketOfAnOldVersionIsToldToComeBack() throws Exception {
        HttpAppJar echo = shop().handling("if (!ServerWebSocketContainer.get(request.getContext())"
                + ".upgrade((rq, rs, cb) -> new Echo(), request, response, callback)) { text(response, callback, \"VERSION\"); }");
        server.configure("reserve.app-shop.cfg", "probation.connections=1", "drain.timeout.seconds=600");
        drop(new HttpAppJar("shop", "", echo.launch().replace("VERSION", "one")));
        awaitBody("one");
        Conversation conversation = new Conversation();
        WebSocket socket = java.net.http.HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri("ws", "/shop/"), conversation)
                .join();
        socket.sendText("hello", true).join();
        assertEquals("hello", conversation.next());
        String first = shop.await("current").get("id").getAsString();
        drop(new HttpAppJar("shop", "", echo.launch().replace("VERSION", "two")));
        awaitBody("two");
        assertEquals("closed 1012", conversation.next());
        shop.await(first, "retired");
    }

    @Test
    void aLongAnswerOfAnOldVersionMayComeToAnEnd() throws Exception {
        server.configure("reserve.app-shop.cfg", "probation.connections=1", "drain.timeout.seconds=600");
        drop(shop().launch("""
                class Stream extends Handler.Abstract implements org.eclipse.jetty.util.component.Graceful {
                    private final java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
                    public boolean handle(Request request, Response response, Callback callback) throws Exception {
                        if (Request.getPathInContext(request).equals("/stream")) {
                            response.write(false, java.nio.ByteBuffer.wrap("begin".getBytes()), Callback.NOOP);
                            end.await();
                        }
                        text(response, callback, "one");
                        return true;
                    }
                    public java.util.concurrent.CompletableFuture<Void> shutdown() {
                        end.countDown();
                        return java.util.concurrent.CompletableFuture.completedFuture(null);
                    }
                    public boolean isShutdown() { return end.getCount() == 0; }
                }
                return new Stream();"""));
        awaitBody("one");
        try (HttpClient reader = connect()) {
            reader.send("GET /shop/stream HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            drop(answering("handling", "two"));
            awaitBody("two");
            assertEquals("beginone", reader.answer().body());
            assertEquals("two", reader.get("/shop/").body());
        }
    }

    /// What comes in over a WebSocket.
    private static final class Conversation implements WebSocket.Listener {

        private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.add(data.toString());
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            received.add("closed " + status);
            return CompletableFuture.completedFuture(null);
        }

        String next() throws InterruptedException {
            return String.valueOf(received.poll(ServerProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void anHttp2ConnectionStaysAsWell() throws Exception {
        drop(answering("handling", "one"));
        awaitBody("one");
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            AtomicInteger stream = new AtomicInteger(1);
            assertEquals("one", shop(client, stream.getAndAdd(2)));
            long accepted = accepted();
            drop(answering("handling", "two"));
            server.awaitThat("the connection gets the new version", () -> shop(client, stream.getAndAdd(2)).equals("two"));
            assertEquals(accepted, accepted());
        }
    }

    private static String shop(Http2Client client, int stream) throws IOException {
        client.request(stream, "GET", "/shop/", Http2Client.END_STREAM);
        return client.body();
    }

    @Test
    void whenHttpGoesItsConnectionsAreAskedToEndAndWhatIsInFlightFinishes() throws Exception {
        Path go = directory.resolve("go");
        drop(shop().blocking(
                "if (Request.getPathInContext(request).equals(\"/wait\")) { while (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                        + go + "\"))) { Thread.sleep(5); } } text(response, callback, \"one\");"));
        awaitBody("one");
        String http = server.version("web");
        try (HttpClient idle = connect(); HttpClient busy = connect()) {
            assertEquals("one", idle.get("/shop/").body());
            busy.send("GET /shop/wait HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            server.configure("reserve.app-http.cfg", "probation.seconds=0");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=echo");
            server.awaitAnswer("web", "x", "x");
            assertTrue(idle.ends());
            Files.createFile(go);
            HttpClient.Answer last = busy.answer();
            assertEquals("one", last.body());
            assertEquals("close", last.header("Connection").orElse(""));
            assertTrue(busy.ends());
            new Versions(server, "http").await(http, "retired");
        }
    }

    @Test
    void whenHttpGoesABodyThatIsOnItsWayMayTakeItsTime() throws Exception {
        drop(shop().blocking("text(response, callback, org.eclipse.jetty.io.Content.Source.asString(request));"));
        server.configure("reserve.app-http.cfg", "probation.seconds=0");
        server.awaitThat("it serves", () -> {
            try (HttpClient client = connect()) {
                return client.get("/shop/").status() == 200;
            }
        });
        try (HttpClient slow = connect(); HttpClient idle = connect()) {
            assertEquals(200, idle.get("/shop/").status());
            slow.send("POST /shop/ HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhello");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            server.configure("reserve.binding-web.cfg", "listener=web", "app=echo");
            server.awaitAnswer("web", "x", "x");
            assertTrue(idle.ends()); // by then the other one has been without a byte for as long
            slow.send("world");
            assertEquals("helloworld", slow.answer().body());
            assertTrue(slow.ends());
        }
    }

    @Test
    void whenHttpGoesItsWebSocketsAreToldToComeBack() throws Exception {
        server.configure("reserve.http.cfg", "idle.timeout=0");
        drop(shop().handling("if (!ServerWebSocketContainer.get(request.getContext())"
                + ".upgrade((rq, rs, cb) -> new Echo(), request, response, callback)) { text(response, callback, \"one\"); }"));
        awaitBody("one");
        String http = server.version("web");
        Conversation conversation = new Conversation();
        WebSocket socket = java.net.http.HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri("ws", "/shop/"), conversation)
                .join();
        socket.sendText("hello", true).join();
        assertEquals("hello", conversation.next());
        try (Http2Client client = Http2Client.connect(server.address("web"))) {
            client.send(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, Http2Client.fields(":method", "CONNECT", ":protocol", "websocket",
                    ":scheme", "http", ":authority", "test", ":path", "/shop/", "sec-websocket-version", "13"));
            server.awaitThat("both are inside", () -> shop.await("current").get("open").getAsInt() == 2);
            server.configure("reserve.app-http.cfg", "probation.seconds=0", "drain.timeout.seconds=600");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=echo");
            assertEquals("closed 1012", conversation.next());
            ByteBuffer close = client.receive(Http2Client.DATA).payload();
            assertEquals(0x88, close.get(0) & 0xff); // RFC 6455 §5.2: the last frame of a close
            assertEquals(1012, close.getShort(2));
            client.send(Http2Client.DATA, Http2Client.END_STREAM, 1, (byte) 0x88, (byte) 0x82, (byte) 0, (byte) 0, (byte) 0, (byte) 0,
                    (byte) 3,
                    (byte) 0xf4); // the same, masked with zeros
            assertEquals(0, client.awaitGoAway());
            client.awaitEnd();
        }
        socket.abort();
        new Versions(server, "http").await(http, "retired");
    }

    @Test
    void whenHttpGoesAnHttp2ConnectionGetsGoAwayAndEndsAfterItsLastRequest() throws Exception {
        server.configure("reserve.http.cfg", "idle.timeout=0");
        Path go = directory.resolve("go");
        drop(shop().blocking("while (!java.nio.file.Files.exists(java.nio.file.Path.of(\"" + go
                + "\"))) { Thread.sleep(5); } text(response, callback, \"one\");"));
        server.awaitThat("it serves", () -> !shop.in("current").isEmpty());
        try (Http2Client busy = Http2Client.connect(server.address("web")); Http2Client idle = Http2Client.connect(server.address("web"))) {
            busy.request(1, "GET", "/shop/", Http2Client.END_STREAM);
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            server.configure("reserve.app-http.cfg", "probation.seconds=0", "drain.timeout.seconds=600");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=echo");
            assertEquals(0, idle.awaitGoAway());
            idle.awaitEnd(); // though the client does nothing about it
            assertEquals(0, busy.awaitGoAway());
            Files.createFile(go);
            assertEquals("one", busy.body());
            busy.awaitEnd();
        }
    }

    @Test
    void theServersEndLetsARequestFinish() throws Exception {
        Path go = directory.resolve("go");
        drop(shop().blocking(
                "if (Request.getPathInContext(request).equals(\"/wait\")) { while (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                        + go + "\"))) { Thread.sleep(5); } } text(response, callback, \"one\");"));
        awaitBody("one");
        try (HttpClient busy = connect()) {
            busy.send("GET /shop/wait HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> shop.await("current").get("open").getAsInt() == 1);
            server.signal("TERM");
            server.awaitLog("stopping:");
            Files.createFile(go);
            assertEquals("one", busy.answer().body());
            assertEquals(0, server.awaitExit());
        }
    }

    private static HttpAppJar shop() {
        return HttpAppJar.answering("shop", "");
    }

    private void drop(HttpAppJar jar) {
        jar.dropInto(server.deploy(), "shop.jar");
    }

    private HttpClient connect() {
        return HttpClient.connect(server.address("web"));
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + ((InetSocketAddress) server.address("web")).getPort() + path);
    }

    private long accepted() {
        return server.find("listeners", "name", "web").orElseThrow().get("accepted").getAsLong();
    }

    /// Waits until connections of their own get this answer.
    private void awaitBody(String body) {
        server.awaitThat("/shop/ is answered by " + body, () -> {
            try (HttpClient client = connect()) {
                return client.get("/shop/").body().equals(body);
            }
        });
    }
}
