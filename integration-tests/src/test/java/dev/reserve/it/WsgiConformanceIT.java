package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.ServerProcess;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What servers of WSGI applications are commonly tested for, over TCP and a Unix socket; with applications as they are, and with the validator of Python's
/// standard library between them and the server.
@ParameterizedClass
@CsvSource({"web,/plain", "unix,/plain", "web,/validated", "unix,/validated"})
class WsgiConformanceIT {

    private static final String HOST = " HTTP/1.1\r\nHost: test.example\r\n";
    private static final byte[] FILE = file();

    @TempDir
    private static Path home;
    private static ServerProcess server;

    @Parameter(0)
    String listener = "";
    @Parameter(1)
    String mount = "";

    @BeforeAll
    static void serve() {
        String python = Python.with("wsgiref", "python3");
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + home.resolve("web.sock")), "http");
        Path cases = Python.copy("conformance", home);
        server.configure("reserve.http.cfg", "body.bytes=1M", "header.bytes=8K");
        for (String way : List.of("plain", "validated")) {
            server.configure("reserve.mount-" + way + ".cfg", "path=/" + way, "app=wsgi",
                    "args=--python " + python + " --workers 2 --chdir " + cases + " cases " + way + " " + home);
        }
        for (String way : List.of("plain", "validated")) {
            server.awaitThat(way + " is served", () -> RawHttp.get(server.address("web"), "/" + way + "/hello").text().equals("hello"));
        }
        server.awaitThat("the limits hold",
                () -> RawHttp.get(server.address("web"), "/plain/hello", "a: " + "x".repeat(9000)).status() == 431);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static byte[] file() {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private RawHttp connect() throws IOException {
        return RawHttp.connect(server.address(listener));
    }

    private Answer get(String name, String... lines) throws IOException {
        return RawHttp.get(server.address(listener), mount + "/" + name, lines);
    }

    private Answer answer(String text) throws IOException {
        try (RawHttp http = connect()) {
            http.send(text);
            return http.receive();
        }
    }

    private String post(String name, String rest) {
        return "POST " + mount + "/" + name + HOST + rest;
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET " + mount + "/hello" + HOST + "\r\n" + post("echo", "Content-Length: 3\r\n\r\nabc") + "GET " + mount + "/parts"
                    + HOST
                    + "\r\n" + post("echo", "Transfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n") + "GET " + mount + "/hello" + HOST
                    + "\r\n");
            for (String expected : List.of("hello", "abc", "one two", "de", "hello")) {
                assertEquals(expected, http.receive().text());
            }
        }
    }

    @Test
    void whoExpectsToBeToldToGoOnIsToldWhenTheAppReads() throws IOException {
        try (RawHttp http = connect()) {
            http.send(post("echo", "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
            assertEquals("HTTP/1.1 100 Continue", http.line());
            assertEquals("", http.line());
            http.send("abc");
            assertEquals("abc", http.receive().text());
        }
        Answer unread = answer(post("hello", "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
        assertEquals(200, unread.status());
        assertEquals("hello", unread.text());
        assertEquals(417, answer(post("echo", "Content-Length: 3\r\nExpect: something\r\n\r\nabc")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "+5", "5, 6", "0x5", "", "99999999999999999999"})
    void aLengthThatIsNoneIsRefused(String length) throws IOException {
        Answer answer = answer(post("echo", "Content-Length: " + length + "\r\n\r\nabcde"));
        assertEquals(400, answer.status());
        assertEquals(Optional.of("close"), answer.field("Connection"));
    }

    @Test
    void twoLengthsAreRefused() throws IOException {
        assertEquals(400, answer(post("echo", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")).status());
        assertEquals(400, answer(post("echo", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")).status());
    }

    @Test
    void withoutALengthThereIsNoBody() throws IOException {
        try (RawHttp http = connect()) {
            http.send(post("echo", "\r\n") + "GET " + mount + "/hello" + HOST + "\r\n");
            assertEquals("", http.receive().text());
            assertEquals("hello", http.receive().text());
        }
    }

    @Test
    void aBodyThatNobodyReadsDoesNotDisturbTheNextRequest() throws IOException {
        try (RawHttp http = connect()) {
            for (int length : new int[]{5, 100_000}) {
                http.send(post("hello", "Content-Length: " + length + "\r\n\r\n" + "x".repeat(length)));
                assertEquals("hello", http.receive().text());
            }
        }
    }

    @Test
    void aClientThatGoesInTheMiddleOfItsBodyHarmsNobody() throws IOException {
        for (String body : List.of("Content-Length: 100\r\n\r\nabc", "Content-Length: 200000\r\n\r\n" + "x".repeat(100_000),
                "Transfer-Encoding: chunked\r\n\r\n5\r\nab")) {
            try (RawHttp http = connect()) {
                http.send(post("echo", body));
            }
            assertEquals("hello", get("hello").text());
        }
    }

    @Test
    void bodiesComeBackInWhateverPiecesTheyCame() throws IOException {
        assertEquals("abcde",
                answer(post("echo", "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: z\r\n\r\n")).text());
        String large = "0123456789".repeat(50_000);
        assertEquals(large, answer(post("echo", "Content-Length: " + large.length() + "\r\n\r\n" + large)).text());
        assertEquals(large, answer(post("echo", "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(large.length()) + "\r\n" + large
                + "\r\n0\r\n\r\n")).text());
        StringBuilder single = new StringBuilder("Transfer-Encoding: chunked\r\n\r\n");
        large.substring(0, 2000).chars().forEach(each -> single.append("1\r\n").append((char) each).append("\r\n"));
        assertEquals(large.substring(0, 2000), answer(post("echo", single + "0\r\n\r\n")).text());
    }

    @Test
    void aChunkThatIsNoneIsRefused() throws IOException {
        assertEquals(400, answer(post("echo", "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n")).status());
        assertEquals(400, answer(post("echo", "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n")).status());
    }

    @Test
    void theInputIsReadByLinesToo() throws IOException {
        String body = "one\ntwo three\nfour\nfive\nsix";
        String expected = "one\n|two| three\n|four\n+five\n+six|";
        assertEquals(expected, answer(post("lines", "Content-Length: " + body.length() + "\r\n\r\n" + body)).text());
        assertEquals(expected, answer(post("lines", "Transfer-Encoding: chunked\r\n\r\n1b\r\n" + body + "\r\n0\r\n\r\n")).text());
        assertEquals("||||", get("lines").text());
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        assertEquals(413, answer(post("echo", "Content-Length: 1048577\r\n\r\n")).status());
        assertEquals(413, answer(post("echo", "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "x".repeat(0x100001))).status());
        assertEquals(431, get("hello", "a: " + "x".repeat(9000)).status());
        assertEquals(414, get("x".repeat(9000)).status());
    }

    @Test
    void theWriteCallbackGoesBeforeTheIterable() throws IOException {
        Answer answer = get("written");
        assertEquals("one two 3", answer.text());
        assertEquals(Optional.of("9"), answer.field("Content-Length"));
    }

    @Test
    void anAnswerCanBeChangedUntilItIsSent() throws IOException {
        Answer answer = get("changed");
        assertEquals(503, answer.status());
        assertEquals("changed", answer.text());
    }

    @Test
    void aFailureIsToldWithoutItsReason() throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET " + mount + "/fails" + HOST + "\r\n");
            Answer answer = http.receive();
            assertEquals(500, answer.status());
            assertFalse(answer.text().contains("secret"), answer.text());
            server.awaitLog("RuntimeError: the secret");
            http.send("GET " + mount + "/hello" + HOST + "\r\n");
            assertEquals("hello", http.receive().text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"silent", "text_body", "hop_by_hop", "split_header"})
    void anAnswerThatBreaksTheRulesIsAFailure(String name) throws IOException {
        Answer answer = get(name);
        assertEquals(500, answer.status());
        assertTrue(answer.field("Set-Cookie").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fails_late", "too_short"})
    void anAnswerThatCannotBeFinishedIsCut(String name) {
        assertThrows(EOFException.class, () -> get(name));
    }

    @Test
    void anAnswerIsNotLongerThanItsLength() throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET " + mount + "/too_long" + HOST + "\r\n");
            assertEquals("hello", http.receive().text());
            try {
                http.send("GET " + mount + "/parts" + HOST + "\r\n");
                assertEquals("one two", http.receive().text());
            } catch (IOException e) {
                assertEquals("hello", get("hello").text()); // it may also have been closed, but nothing of the excess was sent
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"file, 100", "file?length, 100", "memory_file, 0"})
    void filesComeWholeFromWhereTheyStand(String name, int start) throws IOException {
        byte[] expected = Arrays.copyOfRange(FILE, start, FILE.length);
        try (RawHttp http = connect()) {
            for (int i = 0; i < 3; i++) {
                http.send("GET " + mount + "/" + name + HOST + "\r\n");
                assertArrayEquals(expected, http.receive().bytes());
            }
        }
    }

    @Test
    void anAnswerWithoutABodyEndsWithItsHead() throws IOException {
        for (String name : List.of("unchanged", "nothing")) {
            try (RawHttp http = connect()) {
                http.send("GET " + mount + "/" + name + HOST + "\r\nGET " + mount + "/hello" + HOST + "\r\n");
                assertEquals(name.equals("nothing") ? 204 : 304, http.receive().status());
                assertEquals("hello", http.receive().text());
            }
        }
        for (String name : List.of("hello", "parts", "written", "file?length", "fails")) {
            try (RawHttp http = connect()) {
                http.send("HEAD " + mount + "/" + name + " HTTP/1.1\r\nHost: a\r\n\r\nGET " + mount + "/hello" + HOST
                        + "Connection: close\r\n\r\n");
                assertTrue(http.line().startsWith(name.equals("fails") ? "HTTP/1.1 500 " : "HTTP/1.1 200 "));
                for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                    assertFalse(line.startsWith("Content-Length: 1048476 "), line);
                }
                assertEquals("hello", http.receive().text());
            }
        }
        assertEquals(Optional.of("5"), RawHttp.ask(server.address(listener), "HEAD", mount + "/hello").field("Content-Length"));
        assertEquals(Optional.of("1048476"), RawHttp.ask(server.address(listener), "HEAD", mount + "/file?length").field("Content-Length"));
    }

    /// RFC 9110 §8.6: in both, it is the length that an answer with a body would have.
    @Test
    void noLengthIsMadeUpForAHeadOrForWhatHasNotChanged() throws IOException {
        assertEquals(Optional.empty(), RawHttp.ask(server.address(listener), "HEAD", mount + "/parts").field("Content-Length"));
        assertEquals(Optional.empty(), get("unchanged").field("Content-Length"));
        assertEquals(Optional.empty(), get("nothing").field("Content-Length"));
    }

    @Test
    void oldClientsGetNoChunks() throws IOException {
        try (RawHttp http = connect()) {
            http.send("GET " + mount + "/parts HTTP/1.0\r\n\r\n");
            String line = http.line();
            while (!line.isEmpty()) {
                assertFalse(line.startsWith("Transfer-Encoding"), line);
                line = http.line();
            }
            assertEquals("one two", new String(http.body(7), StandardCharsets.US_ASCII));
            assertThrows(EOFException.class, () -> http.body(1));
        }
        try (RawHttp http = connect()) {
            for (int i = 0; i < 2; i++) {
                http.send("GET " + mount + "/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
                assertEquals("hello", http.receive().text());
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsClosedWhenItsClientGoes() throws IOException {
        String name = listener + mount.substring(1);
        try (RawHttp http = connect()) {
            http.send("GET " + mount + "/endless?" + name + HOST + "\r\n");
            while (!http.line().isEmpty()) {
                // the head
            }
            http.body(100_000);
        }
        server.awaitLog("closed after " + name);
    }

    @Test
    void theEnvironmentSaysWhatWasAsked() throws IOException {
        String seen = get("seen/a%20b/%C3%A4;x?q=%20&r", "X-Two: a", "X-Two: b", "Cookie: a=1", "Cookie: b=2", "Content-Type: x/y").text();
        for (String line : List.of("SCRIPT_NAME=" + mount, "PATH_INFO=/seen/a b/ä;x", "QUERY_STRING=q=%20&r", "HTTP_X_TWO=a,b",
                "HTTP_COOKIE=a=1; b=2", "CONTENT_TYPE=x/y", "REQUEST_METHOD=GET", "SERVER_PROTOCOL=HTTP/1.1", "SERVER_NAME=test.example",
                "HTTP_HOST=test.example", "wsgi.url_scheme=http", "wsgi.multiprocess=True", "wsgi.run_once=False",
                "wsgi.input_terminated=True")) {
            assertTrue(("\n" + seen).contains("\n" + line + "\n"), line + " is expected in\n" + seen);
        }
        assertFalse(seen.contains("HTTP_CONTENT_TYPE"), seen);
    }

    @Test
    void aNameWithAnUnderscoreCannotPassForAnother() throws IOException {
        String seen = answer("GET " + mount + "/seen" + HOST + "X_Two: evil\r\n\r\n").text();
        assertFalse(seen.contains("evil"), seen);
    }
}
