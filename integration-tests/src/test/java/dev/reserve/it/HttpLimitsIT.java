package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `http` tells clients that go beyond a limit, or that it does not understand.
class HttpLimitsIT {

    private static final String POST = "POST /shop/read HTTP/1.1\r\nHost: test\r\n";

    private static final String[] LIMITS = {"header.bytes=8K", "header.count=20", "uri.bytes=1K", "header.timeout=1", "body.bytes=100K",
        "body.timeout=1", "body.rate=100000", "requests.per.connection=50", "idle.timeout=300"};

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path home) {
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        server.configure("reserve.http.cfg", LIMITS);
        // reads by blocking, reads as it comes, or does not read
        HttpAppJar.answering("shop", "shop").launch("""
                return new Handler.Abstract() {
                    public boolean handle(Request request, Response response, Callback callback) throws Exception {
                        String path = Request.getPathInContext(request);
                        if (path.equals("/read")) {
                            text(response, callback, "read " + Request.asInputStream(request).readAllBytes().length);
                            return true;
                        }
                        if (path.equals("/wrapped")) {
                            try {
                                Request.asInputStream(request).readAllBytes();
                            } catch (Exception e) {
                                throw new IllegalStateException("no", e);
                            }
                        }
                        if (path.equals("/string")) {
                            Content.Source.asString(request, java.nio.charset.StandardCharsets.UTF_8, org.eclipse.jetty.util.Promise.from(
                                    text -> text(response, callback, "read " + text.length()), callback::failed));
                            return true;
                        }
                        if (path.equals("/fails")) {
                            throw new IllegalStateException("the secret");
                        }
                        text(response, callback, "served " + path);
                        return true;
                    }
                };
                """).dropInto(server.deploy(), "shop.jar");
        server.awaitThat("it serves", () -> {
            try (HttpClient client = connect()) {
                return client.get("/shop/").body().equals("served /");
            }
        });
        server.awaitThat("the limits hold", () -> {
            try (HttpClient client = connect()) {
                return client.get("/shop/" + "x".repeat(2000)).status() == 414;
            }
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpClient connect() {
        return HttpClient.connect(server.address("web"));
    }

    private static HttpClient.Answer answer(String request) throws IOException {
        try (HttpClient client = connect()) {
            return client.send(request).answer();
        }
    }

    @Test
    void headsThatAreTooBigAreRefused() throws IOException {
        assertEquals(200, answer("GET /shop/" + "x".repeat(1000) + " HTTP/1.1\r\nHost: test\r\n\r\n").status());
        assertEquals(414, answer("GET /shop/?" + "x".repeat(1020) + " HTTP/1.1\r\nHost: test\r\n\r\n").status());
        assertEquals(414, answer("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: test\r\n\r\n").status());
        assertEquals(431, answer("GET /shop/ HTTP/1.1\r\nHost: test\r\na: " + "x".repeat(9000) + "\r\n\r\n").status());
        assertEquals(200, answer("GET /shop/ HTTP/1.1\r\nHost: test\r\n" + "a: b\r\n".repeat(19) + "\r\n").status());
        assertEquals(431, answer("GET /shop/ HTTP/1.1\r\nHost: test\r\n" + "a: b\r\n".repeat(20) + "\r\n").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "string", "wrapped"})
    void aBodyThatIsTooBigIsRefusedAsSoonAsThatIsKnown(String path) throws IOException {
        String post = POST.replace("read", path);
        assertEquals(413, answer(post + "Content-Length: 102401\r\n\r\n").status());
        try (HttpClient client = connect()) {
            client.send(post + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
            for (int i = 0; i < 7; i++) { // and no end
                client.send(chunk);
            }
            HttpClient.Answer answer = client.answer();
            assertEquals(413, answer.status());
            assertEquals("413 " + answer.body().substring(4), answer.body());
            assertEquals("close", answer.header("Connection").orElse(""));
        }
    }

    @Test
    void aBodyWithinTheLimitIsServed() throws IOException {
        try (HttpClient client = connect()) {
            assertEquals("read 102400", client.send(POST + "Content-Length: 102400\r\n\r\n" + "x".repeat(102400)).answer().body());
            assertEquals("read 16",
                    client.send(POST + "Transfer-Encoding: chunked\r\n\r\n10\r\n" + "x".repeat(16) + "\r\n0\r\n\r\n").answer().body());
            assertEquals("served /", client.get("/shop/").body());
        }
    }

    @Test
    void aHeadThatComesTooSlowlyIsGivenUp() throws IOException {
        try (HttpClient client = connect(); HttpClient other = connect()) {
            assertEquals("served /", client.get("/shop/").body());
            client.send("GET /shop/ HT");
            assertSlow(client, "a");
            assertEquals("served /", other.get("/shop/").body());
        }
    }

    @Test
    void aHeadAfterABodyThatNobodyReadIsGivenUpToo() throws IOException {
        try (HttpClient client = connect()) {
            assertEquals("served /", client.send(POST.replace("read", "") + "Content-Length: 5\r\n\r\nhello").answer().body());
            client.send("GET /shop/ HTTP/1.1\r\na");
            assertSlow(client, "b");
        }
    }

    /// Sends a byte now and then, until it is told that it takes too long.
    private static void assertSlow(HttpClient client, String next) throws IOException {
        HttpClient.Answer answer = dribble(client, next);
        assertEquals(408, answer.status());
        assertEquals("408 Request Timeout\n", answer.body());
        assertEquals("close", answer.header("Connection").orElse(""));
        assertTrue(client.ends());
    }

    private static HttpClient.Answer dribble(HttpClient client, String next) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                    client.send(next);
                }
            } catch (IOException e) {
                // it is closed
            }
        });
        return client.answer();
    }

    @Test
    void aConnectionThatWaitsForItsNextRequestIsNotGivenUp() throws IOException {
        try (HttpClient client = connect(); HttpClient unused = connect(); HttpClient slow = connect()) {
            assertEquals("served /", client.get("/shop/").body());
            slow.send("G");
            assertSlow(slow, "a"); // so the header timeout is over for all of them
            assertEquals("served /", client.get("/shop/").body());
            assertEquals("served /", unused.get("/shop/").body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "string", "wrapped"})
    void aBodyThatStopsIsGivenUp(String path) throws IOException {
        try (HttpClient client = connect()) {
            HttpClient.Answer answer = client.send(POST.replace("read", path) + "Content-Length: 1000\r\n\r\nhello").answer();
            assertEquals(408, answer.status());
            assertEquals("408 Request Timeout\n", answer.body());
            assertEquals("close", answer.header("Connection").orElse(""));
            assertTrue(client.ends());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "string", "wrapped"})
    void aBodyThatComesTooSlowlyIsGivenUp(String path) throws IOException {
        try (HttpClient client = connect()) {
            client.send(POST.replace("read", path) + "Content-Length: 1000\r\n\r\nhello");
            assertEquals(408, dribble(client, "x").status());
        }
    }

    @Test
    void theLastRequestOfAConnectionSaysSo() throws IOException {
        try (HttpClient client = connect()) {
            for (int i = 1; i < 50; i++) {
                assertFalse(client.get("/shop/").header("Connection").isPresent());
            }
            assertEquals("close", client.get("/shop/").header("Connection").orElse(""));
            assertTrue(client.ends());
        }
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOnOrWhyNot() throws IOException {
        try (HttpClient client = connect()) {
            assertEquals(100, client.send(POST + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n").answer().status());
            assertEquals("read 5", client.send("hello").answer().body());
        }
        assertEquals(413, answer(POST + "Expect: 100-continue\r\nContent-Length: 102401\r\n\r\n").status());
        assertEquals(417, answer(POST + "Expect: cheese\r\nContent-Length: 5\r\n\r\n").status());
        assertEquals(200, answer("GET /shop/ HTTP/1.0\r\nExpect: cheese\r\n\r\n").status());
        assertEquals("read 5", answer("POST /shop/read HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello").body());
    }

    @ParameterizedTest
    @CsvSource({"'gzip, chunked',501", "gzip,400", "'chunked, gzip',400", "Chunked,200"})
    void transferCodingsThatItDoesNotKnowAreRefused(String coding, int status) throws IOException {
        assertEquals(status, answer(POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n").status());
    }

    @ParameterizedTest
    @CsvSource({"GET /shop/ HTTP/3.0,505", "GET /shop/ HTTP/2.0,505", "GET /shop/ HTTP/1.2,505", "GET /shop/ HTTP/0.9,505", "GARBAGE,400",
        "GET /shop/%zz HTTP/1.1,400"})
    void versionsAndLinesThatItDoesNotUnderstandAreRefused(String line, int status) throws IOException {
        assertEquals(status, answer(line + "\r\nHost: test\r\n\r\n").status());
    }

    @Test
    void errorsSayNoMoreThanTheirName() throws IOException {
        HttpClient.Answer answer = answer("GET /shop/fails HTTP/1.1\r\nHost: test\r\n\r\n");
        assertEquals("500 Server Error\n", answer.body());
        assertEquals("text/plain;charset=utf-8", answer.header("Content-Type").orElse("").replace(" ", ""));
        assertFalse(answer.header("Server").isPresent());
        assertEquals("404 Not Found\n", answer("GET /nothing/there HTTP/1.1\r\nHost: test\r\n\r\n").body());
        assertEquals("400 Bad Request\n", answer("GET /shop/ HTTP/1.1\r\n\r\n").body());
    }

    @Test
    void aFileWithAMistakeIsNamedAndTheLastGoodOneHolds() throws IOException {
        server.configure("reserve.http.cfg", "uri.bytes=2K", "body.bytes=much");
        server.awaitLog(
                "reserve.http.cfg, line 2: body.bytes=much; expected a number of bytes from 0 to 1099511627776, such as 8192, 64K or 10M;"
                        + " the last good configuration holds");
        assertEquals(414, answer("GET /shop/?" + "x".repeat(1020) + " HTTP/1.1\r\nHost: test\r\n\r\n").status());
        server.configure("reserve.http.cfg", LIMITS);
    }

    @Test
    void noClientFillsTheLog() throws IOException {
        for (int i = 0; i < 50; i++) {
            assertEquals(400, answer("GET /shop/ HTTP/1.1\r\nHost: test\r\nHost: test\r\n\r\n").status());
            assertEquals(500, answer("GET /shop/fails HTTP/1.1\r\nHost: test\r\n\r\n").status());
            connect().send("GET /shop/ HTTP/1.1\r\nHo").close();
            connect().send(POST + "Content-Length: 1000\r\n\r\nx").close();
        }
        List<String> lines = server.log().lines().toList();
        assertEquals(List.of(), lines.stream().filter(line -> line.contains("Host headers") || line.contains(" Started ")).toList());
        assertTrue(lines.stream().filter(line -> line.contains(" WARN ") && !line.contains("reserve.http.cfg")).count() <= 20,
                server.log());
    }
}
