package dev.reserve.gateway.fastcgi.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.SAME_THREAD)
@Timeout(60)
class FastCgiAppTest {

    private static final String PLAIN = "Content-Type: text/plain\r\n\r\n";

    @TempDir
    private Path directory;

    private Program program(Program.Behaviour behaviour) throws IOException {
        return new Program(directory.resolve("s"), behaviour);
    }

    private Web web(String... options) throws Exception {
        String[] args = new String[options.length + 1];
        args[0] = "unix:" + directory.resolve("s");
        System.arraycopy(options, 0, args, 1, options.length);
        return new Web("/app", args);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "in time");
            Thread.onSpinWait();
        }
    }

    @Test
    void aProgramIsGivenTheVariablesOfCgi() throws Exception {
        Map<String, String> params = new TreeMap<>();
        try (Program program = program(call -> {
            params.putAll(call.params);
            call.answer(PLAIN + "hello");
        }); Web web = web("--param", "SCRIPT_FILENAME=/x y", "--param", "SERVER_SOFTWARE=other")) {
            HttpResponse<String> response = web.get("/app/a%20b/%C3%A9%20c?x=%20y", "Accept-Language", "de", "Proxy", "http://evil",
                    "Under_Score", "1", "Cookie", "a=1", "X-Twice", "1", "X-Twice", "2");
            assertEquals("hello", response.body());
            assertEquals("5", response.headers().firstValue("Content-Length").orElseThrow());
            assertEquals(1, program.connections.get());
        }
        String port = params.get("SERVER_PORT");
        assertEquals("CGI/1.1", params.get("GATEWAY_INTERFACE"));
        assertEquals("HTTP/1.1", params.get("SERVER_PROTOCOL"));
        assertEquals("GET", params.get("REQUEST_METHOD"));
        assertEquals("/app/a%20b/%C3%A9%20c?x=%20y", params.get("REQUEST_URI"));
        assertEquals("x=%20y", params.get("QUERY_STRING"));
        assertEquals("/app", params.get("SCRIPT_NAME"));
        assertEquals(new String("/a b/é c".getBytes(StandardCharsets.UTF_8), ISO_8859_1), params.get("PATH_INFO"));
        assertEquals("/x y", params.get("SCRIPT_FILENAME"));
        assertEquals("other", params.get("SERVER_SOFTWARE"));
        assertEquals("127.0.0.1:" + port, params.get("HTTP_HOST"));
        assertEquals("127.0.0.1", params.get("SERVER_NAME"));
        assertEquals("127.0.0.1", params.get("REMOTE_ADDR"));
        assertEquals("a=1", params.get("HTTP_COOKIE"));
        assertEquals("1, 2", params.get("HTTP_X_TWICE"));
        assertEquals("", params.get("CONTENT_LENGTH"));
        assertFalse(params.containsKey("HTTP_PROXY") || params.containsKey("HTTP_UNDER_SCORE") || params.containsKey("HTTPS"),
                params.toString());
    }

    @ParameterizedTest
    @CsvSource({"0, true", "5, true", "5, false", "20000, true", "1000000, true", "1000000, false"})
    void bodiesComeWholeAndWithTheirLength(int length, boolean known) throws Exception {
        byte[] body = "0123456789".repeat(length / 10 + 1).substring(0, length).getBytes(ISO_8859_1);
        try (Program _ = program(call -> {
            byte[] read = call.body();
            call.write(RecordType.STDOUT, PLAIN + call.params.get("CONTENT_LENGTH") + " ");
            for (int i = 0; i < read.length; i += 50_000) {
                call.write(RecordType.STDOUT, Arrays.copyOfRange(read, i, Math.min(read.length, i + 50_000)));
            }
            call.end();
        }); Web web = web()) {
            HttpResponse<String> response = web.send("POST", "/app/", known
                    ? BodyPublishers.ofByteArray(body)
                    : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
            assertEquals((length == 0 ? "" : length) + " " + new String(body, ISO_8859_1), response.body());
        }
    }

    @Test
    void aBodyThatIsAnsweredWhileItComesIsEchoed() throws Exception {
        byte[] body = new byte[3_000_000];
        try (Program _ = program(call -> {
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    call.write(RecordType.STDOUT, PLAIN);
                    for (int i = 0; i < 100; i++) {
                        call.write(RecordType.STDOUT, new byte[30_000]);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.join(); // before anything is read
            call.body();
            call.end();
        }); Web web = web()) {
            assertEquals(body.length, web.send("POST", "/app/", BodyPublishers.ofByteArray(body)).body().length());
        }
    }

    @Test
    void aBodyOfUnknownLengthHasALimit() throws Exception {
        byte[] body = new byte[RequestBody.MOST_UNKNOWN + 1];
        try (Program program = program(call -> call.answer(PLAIN)); Web web = web()) {
            HttpResponse<String> response = web.send("POST", "/app/",
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
            assertEquals(411, response.statusCode());
            assertEquals(0, program.requests.get());
        }
    }

    @Test
    void statusAndFieldsAreThoseOfTheProgram() throws Exception {
        try (Program _ = program(call -> call.answer(
                "Status: 404 Nothing Here\nContent-type: text/x\nSet-Cookie: a=1\nSet-Cookie: b=2\nConnection: close\nX-Accel-Redirect: /y\n\nno"));
                Web web = web()) {
            HttpResponse<String> response = web.get("/app/");
            assertEquals(404, response.statusCode());
            assertEquals("no", response.body());
            assertEquals(List.of("text/x"), response.headers().allValues("Content-Type"));
            assertEquals(List.of("a=1", "b=2"), response.headers().allValues("Set-Cookie"));
            assertEquals(List.of("/y"), response.headers().allValues("X-Accel-Redirect"));
            assertEquals(List.of(), response.headers().allValues("Connection"));
            assertEquals(List.of(), response.headers().allValues("Status"));
        }
    }

    @ParameterizedTest
    @CsvSource({"Location: http://other/x,302,http://other/x", "Location: /elsewhere/x,302,/elsewhere/x",
        "Location: /app/../x,302,/app/../x", "'Status: 301\nLocation: /app/x',301,/app/x"})
    void theClientIsSentElsewhere(String head, int status, String location) throws Exception {
        try (Program _ = program(call -> call.answer(head + "\n\n")); Web web = web()) {
            HttpResponse<String> response = web.get("/app/");
            assertEquals(status, response.statusCode());
            assertEquals(location, response.headers().firstValue("Location").orElseThrow());
        }
    }

    @Test
    void aLocationBelowTheMountIsServedInThePlaceOfTheAnswer() throws Exception {
        try (Program program = program(call -> call.answer(call.param("PATH_INFO").equals("/a")
                ? "Location: /app/b?c=d\n\n"
                : PLAIN + call.params.get("REQUEST_METHOD") + " " + call.params.get("PATH_INFO") + " " + call.params.get("QUERY_STRING")
                        + " " + call.params.get("CONTENT_LENGTH")));
                Web web = web()) {
            assertEquals("GET /b c=d ", web.send("POST", "/app/a", BodyPublishers.ofString("body")).body());
            assertEquals(2, program.requests.get());
        }
    }

    @Test
    void redirectionsThatNeverEndAreCounted() throws Exception {
        try (Program program = program(call -> call.answer("Location: /app/b\n\n")); Web web = web()) {
            assertEquals(502, web.get("/app/b").statusCode());
            assertEquals(10, program.requests.get());
        }
    }

    @Test
    void aConnectionIsKept() throws Exception {
        try (Program program = program(call -> call.answer(PLAIN + call.keep)); Web web = web()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("true", web.get("/app/").body());
            }
            assertEquals(1, program.connections.get());
        }
    }

    @Test
    void noConnectionIsKeptIfNoneIsToBe() throws Exception {
        try (Program program = program(call -> call.answer(PLAIN + call.keep)); Web web = web("--no-keep-connection")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("false", web.get("/app/").body());
            }
            assertEquals(3, program.connections.get());
        }
    }

    @Test
    void aKeptConnectionThatEndsWithTheNextRequestIsReplaced() throws Exception {
        int[] requests = {0};
        try (Program program = program(call -> {
            if (requests[0]++ == 1) {
                call.channel.close();
            } else {
                call.answer(PLAIN + "ok");
            }
        }); Web web = web()) {
            assertEquals("ok", web.get("/app/").body());
            assertEquals("ok", web.get("/app/").body());
            assertEquals(2, program.connections.get());
            requests[0] = 1;
            assertEquals(502, web.send("POST", "/app/", BodyPublishers.ofString("x")).statusCode()); // which may have done something
        }
    }

    @Test
    void nobodyWaitsForAProcessThatIsKeptByAnIdleConnection() throws Exception {
        CountDownLatch secondCame = new CountDownLatch(1);
        Semaphore process = new Semaphore(1); // as php-fpm has one for each connection
        Set<SocketChannel> owners = ConcurrentHashMap.newKeySet();
        try (Program program = program(call -> {
            if (owners.add(call.channel)) {
                process.acquire();
            }
            if (call.param("PATH_INFO").equals("/first")) {
                secondCame.await();
            }
            call.answer(PLAIN + "ok");
            Thread.ofVirtual().start(() -> { // the connection's end frees the process
                await(() -> isClosed(call));
                process.release();
            });
        }); Web web = web()) {
            Thread first = Thread.ofVirtual().start(() -> assertEquals("ok", body(web, "/app/first")));
            await(() -> program.requests.get() == 1);
            Thread second = Thread.ofVirtual().start(() -> assertEquals("ok", body(web, "/app/second")));
            await(() -> program.requests.get() == 2);
            secondCame.countDown();
            first.join();
            assertTrue(second.join(Duration.ofSeconds(30)));
        }
    }

    private static void end(Socket socket) throws IOException {
        socket.close();
    }

    private static boolean isClosed(Program.Call call) {
        try {
            call.drain();
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    private static String body(Web web, String path) {
        try {
            return web.get(path).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {"nothing to read||the answer ended within its head; expected an empty line",
        "an empty line|\\n|the answer begins with an empty line; expected a field such as Content-Type",
        "no field|Hello\\n\\n|the head of the answer has the line \"Hello\"; expected NAME: VALUE",
        "a name that is none|A b: c\\n\\n|the head of the answer has the line \"A b: c\"; expected NAME: VALUE",
        "a control character|A: c\\0\\n\\n|the head of the answer has the line \"A: c?\"; expected NAME: VALUE",
        "an odd status|Status: 99\\n\\n|the answer has the status \"99\"; expected one from 200 to 599",
        "switching protocols|Status: 101\\n\\n|the answer has the status \"101\"; expected one from 200 to 599",
        "an odd length|Content-Length: -1\\n\\n|the answer has the length \"-1\"; expected a number of bytes",
        "too little|Content-Length: 3\\n\\nab|the body of the answer has 2 bytes; expected 3, its Content-Length",
        "too much|Content-Length: 1\\n\\nab|the body of the answer is longer than its Content-Length of 1 bytes"})
    void anAnswerThatIsNoneIsABadGateway(String what, @Nullable String answer, String reason) throws Exception {
        String text = answer == null ? "" : answer.replace("\\n", "\n").replace("\\0", "\0");
        try (Program _ = program(call -> call.answer(text)); Web web = web()) {
            HttpResponse<String> response = web.get("/app/x");
            assertEquals(502, response.statusCode(), what);
            assertEquals(List.of(), response.headers().allValues("Status"));
            assertEquals(List.of("unix:" + directory.resolve("s") + ": GET /app/x: " + reason), web.log());
        }
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', value = {
        "02|a record of version 2; expected 1",
        "0106000200000000|a record of request 2; expected 1",
        "0105000100000000|a record of type 5; expected one of the types STDOUT (6), STDERR (7) and END_REQUEST (3)",
        "0163000100000000|a record of type 99; expected one of the types STDOUT (6), STDERR (7) and END_REQUEST (3)",
        "0103000100070000|a record of type 3 of 7 bytes; expected at least 8",
        "0103000100080000 0000000004000000|the program refused the request: status 4; expected REQUEST_COMPLETE",
        "0103000100080000 0000000003000000|the program refused the request: UNKNOWN_ROLE; expected REQUEST_COMPLETE",
        "01|the program closed the connection, and the head of a record has 1 of its 8 bytes; expected the end of the request before"})
    void aProgramThatDoesNotSpeakFastCgiIsABadGateway(String hex, String reason) throws Exception {
        try (Program program = program(call -> {
            call.body();
            call.raw(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
            call.channel.shutdownOutput();
            call.drain();
        }); Web web = web()) {
            assertEquals(502, web.get("/app/").statusCode());
            assertEquals(List.of("unix:" + directory.resolve("s") + ": GET /app/: " + reason), web.log());
            assertEquals(1, program.connections.get());
        }
    }

    @Test
    void recordsAboutTheConnectionAreLeftAlone() throws Exception {
        try (Program _ = program(call -> {
            call.raw(ByteBuffer.wrap(HexFormat.of().parseHex("010b000000080000630000000000000001c8000000030500616263eeeeeeeeee")));
            call.answer(PLAIN + "ok");
        }); Web web = web()) {
            assertEquals("ok", web.get("/app/").body());
        }
    }

    @Test
    void anOverloadedProgramIsUnavailable() throws Exception {
        try (Program _ = program(call -> {
            call.body();
            call.end(ProtocolStatus.OVERLOADED);
        }); Web web = web()) {
            assertEquals(503, web.get("/app/").statusCode());
        }
    }

    @Test
    void anAnswerThatBreaksOffIsCutOff() throws Exception {
        try (Program _ = program(call -> {
            call.body();
            call.write(RecordType.STDOUT, PLAIN + "begun");
            call.channel.close();
        }); Web web = web(); Socket socket = web.socket()) {
            socket.getOutputStream().write("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.contains("begun") && !answer.contains("\r\n0\r\n"), answer);
        }
    }

    @Test
    void aProgramThatIsNotThereIsABadGateway() throws Exception {
        try (Web web = web()) {
            assertEquals(502, web.get("/app/").statusCode());
            assertTrue(web.log().getFirst().contains("cannot connect to unix:" + directory.resolve("s")), web.log().toString());
        }
    }

    @Test
    void aProgramThatDoesNothingIsGivenUp() throws Exception {
        try (Program _ = program(Program.Call::drain); Web web = web("--timeout", "0.2")) {
            assertEquals(504, web.get("/app/").statusCode());
            assertTrue(web.log().getFirst().endsWith("the program did nothing for 0.2 s"), web.log().toString());
        }
    }

    @Test
    void aRequestThatFindsNoFreeConnectionIsToComeAgain() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Program program = program(call -> {
            call.body();
            call.write(RecordType.STDOUT, PLAIN + "begun");
            end.await();
            call.end();
        }); Web web = web("--timeout", "0.2", "--connections", "1"); Socket socket = web.socket()) {
            socket.getOutputStream().write("POST /app/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n".getBytes(ISO_8859_1));
            await(() -> program.requests.get() == 1); // and its client takes its time, which is not the program's
            assertEquals(503, web.get("/app/").statusCode());
            end.countDown();
        }
    }

    @Test
    void anAnswerNeedNotWaitForTheBody() throws Exception {
        try (Program program = program(call -> {
            call.write(RecordType.STDOUT, PLAIN + "early");
            call.end();
        }); Web web = web(); Socket socket = web.socket()) {
            socket.getOutputStream().write("POST /app/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n".getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.contains("early"), answer);
            assertEquals(200, web.send("POST", "/app/", BodyPublishers.ofString("x")).statusCode());
            assertEquals(2, program.connections.get()); // nobody knows what the first one would have made of the rest
        }
    }

    @Test
    void theErrorStreamIsLoggedUpToARate() throws Exception {
        try (Program _ = program(call -> {
            for (int i = 0; i < 300; i++) {
                call.write(RecordType.STDERR, "PHP Notice: {0} 'it''s' " + i + (i % 2 == 0 ? "\n" : "\r\n"));
            }
            call.answer(PLAIN + "ok");
        }); Web web = web()) {
            assertEquals("ok", web.get("/app/").body());
            assertEquals("unix:" + directory.resolve("s") + ": PHP Notice: {0} 'it''s' 0", web.log().getFirst());
            await(() -> web.log().stream().anyMatch(line -> line.contains(" more lines of its error stream are left out")));
            assertTrue(web.log().size() < 200, () -> web.log().size() + " lines");
        }
    }

    @Test
    void aClientThatGoesAwayEndsTheRequest() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Program _ = program(call -> {
            call.body();
            call.write(RecordType.STDOUT, PLAIN);
            try {
                while (true) {
                    call.write(RecordType.STDOUT, new byte[60_000]);
                }
            } catch (IOException e) {
                ended.countDown();
            }
        }); Web web = web(); Socket socket = web.socket()) {
            socket.getOutputStream().write("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            assertTrue(socket.getInputStream().read() >= 0);
            socket.setSoLinger(true, 0);
            end(socket);
            assertTrue(ended.await(30, TimeUnit.SECONDS));
            assertEquals(List.of(), web.log());
        }
    }

    @Test
    void aBodyThatIsNotSentWholeEndsTheRequest() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (Program program = program(call -> {
            assertThrows(IOException.class, call::body);
            ended.countDown();
        }); Web web = web(); Socket socket = web.socket()) {
            socket.getOutputStream().write("POST /app/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc".getBytes(ISO_8859_1));
            await(() -> program.requests.get() == 1);
            end(socket);
            assertTrue(ended.await(30, TimeUnit.SECONDS));
            assertEquals(List.of(), web.log());
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD,200", "GET,204", "GET,304"})
    void aBodyWhereThereIsNoneIsLeftOut(String method, int status) throws Exception {
        try (Program program = program(call -> call.answer("Status: " + status + "\n" + PLAIN + "body")); Web web = web()) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> response = web.send(method, "/app/", BodyPublishers.noBody());
                assertEquals(status, response.statusCode());
                assertEquals("", response.body());
            }
            assertEquals(1, program.connections.get());
        }
    }
}
