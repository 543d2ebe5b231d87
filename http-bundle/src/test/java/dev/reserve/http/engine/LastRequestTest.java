package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.Engine;
import dev.reserve.core.listener.Listener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a connection when its client has said that a request is its last one.
@SuppressWarnings("try") // Jetty declares that closing throws Exception
class LastRequestTest {

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int DEADLINE_MILLIS = 20_000;
    private static final int LARGE = 8 << 20;

    private static final Engine ENGINE = new Engine(DRAIN);
    private static final EmbeddedHttp HTTP = new EmbeddedHttp();
    private static @Nullable Listener listener;

    @BeforeAll
    static void start() throws Exception {
        ServerSocketChannel socket = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        HTTP.serve(_ -> new Sizes(), DRAIN);
        listener = ENGINE.listen("web", socket);
        listener.serve(HTTP.connections());
    }

    @AfterAll
    static void stop() throws Exception {
        ENGINE.close();
        HTTP.close();
    }

    /// Answers `/large` with many bytes, and everything else with `read N`; at once, or on another thread.
    private static final class Sizes extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            if (Request.getPathInContext(request).equals("/later")) {
                Thread.ofPlatform().start(() -> answer(request, response, callback));
            } else {
                answer(request, response, callback);
            }
            return true;
        }

        private static void answer(Request request, Response response, Callback callback) {
            if (Request.getPathInContext(request).equals("/unread")) {
                response.write(true, ByteBuffer.allocate(0), callback);
                return;
            }
            if (Request.getPathInContext(request).equals("/large")) {
                response.write(true, ByteBuffer.allocate(LARGE), callback);
                return;
            }
            Content.Source.asString(request, StandardCharsets.UTF_8, Promise
                    .from(body -> response.write(true, StandardCharsets.UTF_8.encode("read " + body.length()), callback),
                            callback::failed));
        }
    }

    private static Listener listener() {
        return Objects.requireNonNull(listener);
    }

    private static Socket send(String text) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setOption(StandardSocketOptions.SO_RCVBUF, 64 << 10);
        socket.connect(listener().address());
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"/,1.1", "/later,1.1", "/,1.0", "/later,1.0"})
    void itIsClosedForGoodWithoutWaitingForTheClient(String path, String version) throws IOException {
        try (Socket socket = send("GET " + path + " HTTP/" + version + "\r\nHost: a\r\n"
                + (version.equals("1.1") ? "Connection: close\r\n" : "") + "\r\n")) {
            assertTrue(rest(socket).endsWith("read 0"));
            Awaitility.await().atMost(Duration.ofMillis(DEADLINE_MILLIS)).until(() -> listener().open() == 0);
        }
    }

    @Test
    void aBodyBelongsToIt() throws IOException {
        try (Socket socket = send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhello")) {
            write(socket, "again");
            assertTrue(rest(socket).endsWith("read 10"));
        }
    }

    /// To close at once would reset the connection, and take the answer away from who has not read it yet.
    @Test
    void whoSendsMoreAllTheSameReadsTheAnswer() throws IOException {
        try (Socket socket = send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + "x".repeat(100_000))) {
            String answer = rest(socket);
            assertEquals(LARGE, answer.length() - answer.indexOf("\r\n\r\n") - 4);
        }
    }

    /// Many clients send all of a body before they read, and a reset would be all that they get.
    @ParameterizedTest
    @ValueSource(ints = {20_000_000, 70_000_000})
    void whoSendsABodyThatNobodyReadsToItsEndReadsTheAnswer(int length) throws IOException {
        try (Socket socket = send("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n")) {
            byte[] piece = new byte[100_000];
            for (int sent = 0; sent < length; sent += piece.length) {
                socket.getOutputStream().write(piece);
            }
            assertEquals(length < 64 << 20 ? "HTTP/1.1 200 OK" : "HTTP/1.1 413 Payload Too Large",
                    rest(socket).lines().findFirst().orElse(""));
        }
    }

    @Test
    void aBodyThatNobodyHasReadDoesNotTakeTheAnswerAway() throws IOException {
        try (Socket socket = send("POST /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n"
                + "x".repeat(100_000))) {
            String answer = rest(socket);
            assertEquals(LARGE, answer.length() - answer.indexOf("\r\n\r\n") - 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1\r\n", "HTTP/1.0\r\nConnection: keep-alive\r\n"})
    void whatIsKeptGoesOn(String kept) throws IOException {
        try (Socket socket = send("GET / " + kept + "Host: a\r\n\r\nGET /later " + kept + "Host: a\r\n\r\n")) {
            for (int i = 0; i < 2; i++) {
                assertEquals("read 0", body(socket));
            }
            write(socket, "GET / " + kept + "Host: a\r\n\r\n");
            assertEquals("read 0", body(socket));
            write(socket, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertTrue(rest(socket).endsWith("read 0"));
        }
    }

    /// The body of an answer, which is one of six bytes.
    private static String body(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return new String(socket.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
    }
}
