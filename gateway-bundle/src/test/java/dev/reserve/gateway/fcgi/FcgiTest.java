package dev.reserve.gateway.fcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.gateway.fastcgi.Role;
import dev.reserve.gateway.fcgi.Front.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FcgiTest {

    private static final String END = "\0\0\0\0\0\0\0\0";
    private static final int LARGE = 3_000_000;

    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
    private FcgiServer server;

    FcgiTest() throws Exception {
        server = new FcgiServer(new App());
    }

    @BeforeEach
    void count() {
        for (String name : new String[]{"begun", "go", "failed"}) {
            latches.put(name, new CountDownLatch(1));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private CountDownLatch latch(String name) {
        return latches.computeIfAbsent(name, _ -> new CountDownLatch(1));
    }

    /// Does what the path says, on a thread of its own.
    private final class App extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Thread.ofVirtual().start(() -> {
                try {
                    serve(Request.getPathInContext(request), request, response);
                    callback.succeeded();
                } catch (Throwable e) {
                    latch("failed").countDown();
                    callback.failed(e);
                }
            });
            return true;
        }

        private void serve(String path, Request request, Response response) throws Exception {
            switch (path) {
                case "/echo" -> echo(request, response);
                case "/wait" -> {
                    latch("begun").countDown();
                    latch("go").await();
                    Content.Sink.write(response, true, ByteBuffer.wrap("waited".getBytes(ISO_8859_1)));
                }
                case "/late" -> {
                    latch("go").await();
                    echo(request, response);
                }
                case "/abort" -> {
                    CountDownLatch gone = new CountDownLatch(1);
                    request.addFailureListener(_ -> gone.countDown());
                    latch("begun").countDown();
                    gone.await();
                    throw new IOException("gone");
                }
                case "/large" -> Content.Sink.write(response, true, ByteBuffer.allocate(4 * LARGE));
                case "/broken" -> {
                    Content.Sink.write(response, false, ByteBuffer.wrap("begun".getBytes(ISO_8859_1)));
                    throw new IOException("broken");
                }
                case "/fields" -> {
                    for (int i = 0; i < 100; i++) {
                        response.getHeaders().add("X-" + i, "x".repeat(2000));
                    }
                    Content.Sink.write(response, true, ByteBuffer.wrap("body".getBytes(ISO_8859_1)));
                }
                case "/ignore" -> Content.Sink.write(response, true, ByteBuffer.wrap("ignored".getBytes(ISO_8859_1)));
                case "/length" -> {
                    try (InputStream in = Content.Source.asInputStream(request)) {
                        int length = in.readAllBytes().length;
                        Content.Sink.write(response, true,
                                ByteBuffer.wrap((length + " " + request.getLength() + " " + request.getHeaders().get("X-Long"))
                                        .getBytes(ISO_8859_1)));
                    }
                }
                default -> Content.Sink.write(response, true, ByteBuffer.wrap(("hello " + path).getBytes(ISO_8859_1)));
            }
        }
    }

    private static void echo(Request request, Response response) throws IOException {
        try (Blocker.Callback copied = Blocker.callback()) {
            Content.copy(request, response, copied);
            copied.block();
        }
    }

    private static Event next(Front front) throws IOException {
        return assertNotNull0(front.next());
    }

    private static Event assertNotNull0(@Nullable Event event) {
        assertNotNull(event);
        return event;
    }

    private static String body(Event event) {
        assertEquals("3 " + END, event.code() + " " + event.content());
        return event.answer().substring(event.answer().indexOf("\r\n\r\n") + 4);
    }

    /// Whether the connection comes to its end, with a reset perhaps.
    private static void assertEnds(Front front) throws IOException {
        try {
            Event event = front.next();
            assertNull(event, () -> "" + event);
        } catch (SocketException e) {
            // which is an end too
        }
    }

    @Test
    void aConnectionIsKeptIfTheWebServerSaysSo() throws Exception {
        try (Front front = server.front()) {
            for (int i = 0; i < 3; i++) {
                front.get(1, "/" + i, true);
                Event event = next(front);
                assertEquals("hello /" + i, body(event));
                assertTrue(event.answer().startsWith("Status: 200 OK\r\n"), event.answer());
                assertTrue(event.answer().contains("\r\nContent-Length: 8\r\n"), event.answer());
            }
            front.get(1, "/last", false);
            assertEquals("hello /last", body(next(front)));
            assertEnds(front);
        }
    }

    @Test
    void requestsOfAConnectionAreServedAtATime() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/wait", true);
            front.get(2, "/x", true);
            Event event = next(front);
            assertEquals(2, event.id());
            assertEquals("hello /x", body(event));
            latch("go").countDown();
            event = next(front);
            assertEquals(1, event.id());
            assertEquals("waited", body(event));
        }
    }

    @Test
    void partsOfRequestsMayComeInTurn() throws Exception {
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            front.begin(500, Role.RESPONDER, true);
            front.params(500, Front.request("POST", "/echo").put("CONTENT_LENGTH", "6"));
            front.params(1, Front.request("POST", "/echo"));
            front.record(RecordType.STDIN, 1, "one".getBytes(ISO_8859_1));
            front.record(RecordType.STDIN, 500, "two".getBytes(ISO_8859_1));
            front.record(RecordType.STDIN, 1, new byte[0]);
            assertEquals("one", body(next(front)));
            front.record(RecordType.STDIN, 500, "two".getBytes(ISO_8859_1));
            front.record(RecordType.STDIN, 500, new byte[0]);
            assertEquals("twotwo", body(next(front)));
        }
    }

    @Test
    void theHeadOfAResponseMayBeLongerThanARecord() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/fields", true);
            Event event = next(front);
            assertEquals("body", body(event));
            assertTrue(event.answer().contains("\r\nX-99: " + "x".repeat(2000) + "\r\n"));
        }
    }

    @Test
    void aShortResponseNeedNotWaitForALongOne() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/large", true);
            front.get(2, "/x", true);
            Event first = next(front);
            Event second = next(front);
            assertEquals(2, first.id());
            assertEquals(4 * LARGE, body(second).length()); // more than sockets hold
        }
    }

    @Test
    void aLargeBodyIsEchoed() throws Exception {
        byte[] body = new byte[LARGE];
        new SplittableRandom(1).nextBytes(body);
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            front.params(1, Front.request("POST", "/echo").put("CONTENT_LENGTH", "" + LARGE));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    front.stream(RecordType.STDIN, 1, ByteBuffer.wrap(body));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(new String(body, ISO_8859_1).equals(body(next(front))));
            writer.join();
        }
    }

    @Test
    void aBodyThatNobodyTakesHoldsTheConnectionBackAndNoMore() throws Exception {
        try (Front front = server.front(); Front other = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            front.params(1, Front.request("POST", "/late").put("CONTENT_LENGTH", "12000000"));
            CountDownLatch sent = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try {
                    front.stream(RecordType.STDIN, 1, ByteBuffer.allocate(12_000_000));
                    sent.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            other.get(1, "/x", true);
            assertEquals("hello /x", body(next(other)));
            assertEquals(1, sent.getCount()); // more than the sockets and the window hold
            latch("go").countDown();
            assertEquals(12_000_000, body(next(front)).length());
        }
    }

    @Test
    void aBodyThatNobodyWantsIsThrownAway() throws Exception {
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            front.params(1, Front.request("POST", "/ignore").put("CONTENT_LENGTH", "1000000"));
            assertEquals("ignored", body(next(front)));
            front.stream(RecordType.STDIN, 1, ByteBuffer.allocate(1_000_000));
            front.get(1, "/x", false);
            assertEquals("hello /x", body(next(front)));
        }
    }

    @Test
    void theLastResponseIsNotLostWhileABodyComes() throws Exception {
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, false);
            front.params(1, Front.request("POST", "/ignore").put("CONTENT_LENGTH", "1000000"));
            front.stream(RecordType.STDIN, 1, ByteBuffer.allocate(1_000_000));
            assertEquals("ignored", body(next(front)));
            assertEnds(front);
        }
    }

    @Test
    void parametersMayTakeUpManyRecords() throws Exception {
        PairWriter pairs = Front.request("POST", "/length").put("HTTP_X_LONG", "x".repeat(3000));
        byte[] bytes = new byte[pairs.content().remaining()];
        pairs.content().get(bytes);
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            for (byte each : bytes) {
                front.record(RecordType.PARAMS, 1, new byte[]{each});
            }
            front.record(RecordType.PARAMS, 1, new byte[0]);
            front.stream(RecordType.STDIN, 1, ByteBuffer.allocate(5));
            assertEquals("5 -1 " + "x".repeat(3000), body(next(front)));
        }
    }

    @Test
    void anAbortedRequestEndsAndTheConnectionStays() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/abort", true);
            assertTrue(latch("begun").await(30, TimeUnit.SECONDS));
            front.record(RecordType.ABORT_REQUEST, 1, new byte[0]);
            front.record(RecordType.ABORT_REQUEST, 9, new byte[0]);
            assertEquals(3, next(front).code());
            assertTrue(latch("failed").await(30, TimeUnit.SECONDS));
            front.begin(2, Role.RESPONDER, true);
            front.record(RecordType.ABORT_REQUEST, 2, new byte[0]); // before it has begun
            assertEquals(2, next(front).id());
            front.get(1, "/x", true);
            assertEquals("hello /x", body(next(front)));
        }
    }

    @Test
    void aRequestAbortedWhileItsResponseIsWrittenEndsAfterAWholeRecord() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/large", true);
            assertTrue(front.read());
            front.record(RecordType.ABORT_REQUEST, 1, new byte[0]);
            Event end = next(front);
            assertEquals("3 1", end.code() + " " + end.id());
            assertTrue(end.answer().length() < 4 * LARGE, () -> end.answer().length() + " bytes");
            assertTrue(latch("failed").await(30, TimeUnit.SECONDS));
            front.get(1, "/x", true);
            assertEquals("hello /x", body(next(front)));
        }
    }

    @Test
    void theEndOfTheConnectionCancelsItsRequests() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/abort", true);
            assertTrue(latch("begun").await(30, TimeUnit.SECONDS));
        }
        assertTrue(latch("failed").await(30, TimeUnit.SECONDS));
    }

    @Test
    void aResponseThatBreaksOffEndsTheConnection() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/broken", true);
            assertEnds(front);
        }
    }

    @Test
    void aResponseThatBreaksOffLeavesOtherRequestsAlone() throws Exception {
        try (Front front = server.front()) {
            front.get(1, "/wait", true);
            assertTrue(latch("begun").await(30, TimeUnit.SECONDS));
            front.get(2, "/broken", true);
            assertEquals("7 the response is not whole\n", text(next(front)));
            assertEquals("7 ", text(next(front)));
            assertEquals("3 \0\0\0\1\0\0\0\0", text(next(front)));
            latch("go").countDown();
            assertEquals("waited", body(next(front)));
        }
    }

    private static String text(Event event) {
        return event.code() + " " + event.content();
    }

    @ParameterizedTest
    @CsvSource({"AUTHORIZER, true", "FILTER, true", "FILTER, false"})
    void otherRolesAreRefused(Role role, boolean keep) throws Exception {
        try (Front front = server.front()) {
            front.begin(1, role, keep);
            if (keep) { // otherwise the connection may have ended by now
                front.params(1, Front.request("GET", "/x"));
                front.record(RecordType.STDIN, 1, new byte[0]);
                front.record(RecordType.DATA, 1, new byte[0]);
            }
            assertEquals("3 \0\0\0\0\3\0\0\0", text(next(front)));
            if (keep) {
                front.get(1, "/x", true);
                assertEquals("hello /x", body(next(front)));
            } else {
                assertEnds(front);
            }
        }
    }

    @Test
    void tooManyRequestsOfAConnectionAreRefused() throws Exception {
        try (Front front = server.front()) {
            for (int i = 1; i <= 101; i++) {
                front.begin(i, Role.RESPONDER, true);
            }
            Event event = next(front);
            assertEquals(101, event.id());
            assertEquals("3 \0\0\0\0\2\0\0\0", text(event));
        }
    }

    @Test
    void valuesAreTold() throws Exception {
        try (Front front = server.front()) {
            PairWriter names = new PairWriter().put("FCGI_MAX_CONNS", "").put("FCGI_MPXS_CONNS", "").put("OTHER", "");
            ByteBuffer content = names.content();
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            front.record(RecordType.GET_VALUES, 0, bytes);
            assertEquals("10 \16\3FCGI_MAX_CONNS100\17\1FCGI_MPXS_CONNS1", text(next(front)));
            front.get(1, "/x", true);
            assertEquals("hello /x", body(next(front)));
        }
    }

    @Test
    void aTypeThatIsNotKnownIsSaidSo() throws Exception {
        try (Front front = server.front()) {
            front.write(ByteBuffer.wrap(HexFormat.of().parseHex("0177000000030500616263eeeeeeeeee")));
            assertEquals("11 w\0\0\0\0\0\0\0", text(next(front)));
            front.get(1, "/x", true);
            assertEquals("hello /x", body(next(front)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"another version, 0201000100080000", "HTTP, 474554202f", "an unknown type for a request, 0163000100000000",
        "a type for answers, 0106000100000000", "a request without a number, 0101000000080000",
        "a management record with a number, 0109000100000000", "a short beginning, 0101000100070000",
        "many values, 0109000008000000", "the same number twice, 01010001000800000001010000000000 0101000100080000",
        "parameters after their end, 01010001000800000001010000000000 0104000100000000 0104000100010000 01",
        "a body before the parameters, 01010001000800000001010000000000 0105000100010000 61",
        "an empty name, 01010001000800000001010000000000 0104000100020000 0000",
        "no method, 01010001000800000001010000000000 0104000100000000 0105000100000000"})
    void whatIsNotFastCgiEndsTheConnection(String what, String hex) throws Exception {
        try (Front front = server.front()) {
            front.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
            assertEnds(front);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, true", "5, true", "3, false"})
    void aLengthThatLiesEndsTheConnection(String length, boolean end) throws Exception {
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            front.params(1, Front.request("POST", "/length").put("CONTENT_LENGTH", length));
            front.record(RecordType.STDIN, 1, "four".getBytes(ISO_8859_1));
            if (end) {
                front.record(RecordType.STDIN, 1, new byte[0]);
            } else {
                front.shutdownOutput();
            }
            assertEnds(front);
        }
    }

    @Test
    void aMebibyteOfParametersEndsTheConnection() throws Exception {
        try (Front front = server.front()) {
            front.begin(1, Role.RESPONDER, true);
            try {
                front.params(1, Front.request("GET", "/x").put("X", "x".repeat(1 << 20)));
            } catch (IOException e) {
                // it was ended before all was sent
            }
            assertEnds(front);
        }
    }

    @Test
    void answersThatNobodyReadsEndTheConnection() throws Exception {
        try (Front front = server.front()) {
            ByteBuffer flood = ByteBuffer.allocate(800_000);
            while (flood.remaining() >= RecordWriter.HEAD) {
                flood.put(HexFormat.of().parseHex("0177000000000000"));
            }
            flood.flip();
            int times = 0;
            try {
                while (times < 1000) {
                    front.write(flood.duplicate());
                    times++;
                }
            } catch (IOException e) {
                // what is expected
            }
            assertTrue(times < 1000);
        }
    }
}
