package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.http.engine.StrictServer.Outcome;
import dev.reserve.http.wire.WireFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictnessTest {

    private static StrictServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new StrictServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<WireFile> corpus() {
        return WireFile.all(Path.of("src/test/resources/http1"), "valid", "invalid", "found");
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void whatTheServerTakesForARequestIsOne(WireFile file) {
        Smuggling.check(server, file.stream());
    }

    /// One request each, of which only the part from the bar on differs from a good one.
    @ParameterizedTest
    @ValueSource(strings = {"GET  / HTTP/1.1|", "\r\n\r\nGET / HTTP/1.1|", "GET / HTTP/1.1|X: \u00ff\r\n",
        "GET /100%25 HTTP/1.1|", "GET /%252e%252e/x HTTP/1.1|", "GET /%252f HTTP/1.1|",
        "get / HTTP/1.1|", "GET http://a/ HTTP/1.1|", "GET / HTTP/1.1|Content-Length: 0000\r\n"})
    void aWellFormedRequestIsServed(String request) {
        Outcome outcome = send(request);
        assertEquals(List.of(200), outcome.statuses());
        assertEquals(1, outcome.whole().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {":GET / HTTP/1.1|", ":\r\nGET / HTTP/1.1|", "\r\n:GET / HTTP/1.1|", "[GET / HTTP/1.1|", "\"GET / HTTP/1.1|",
        "GET http:/x HTTP/1.1|", "GET ftp://a/ HTTP/1.1|", "GET a:1 HTTP/1.1|", "GET x HTTP/1.1|", "GET ?x HTTP/1.1|", "GET * HTTP/1.1|",
        "GET http://b/ HTTP/1.1|", "GET http:///x HTTP/1.1|", "GET /a%2fb HTTP/1.1|", "GET /..;/x HTTP/1.1|", "GET /%2e%2e/x HTTP/1.1|",
        "GET /#x HTTP/1.1|", "GET / http/1.0|", "GET / http/1.1|", "GET / HTTp/1.1|", "GET / Http/1.1|",
        "GET / HTTP/1.1|Host: b\r\n", "GET / HTTP/1.1|Host: a\r\n", "GET / HTTP/1.1|Content_Length: 0\r\n",
        "GET / HTTP/1.1|transfer_encoding: chunked\r\n", "GET / HTTP/1.1|Content-Type: a/b\r\nContent-Type: a/b\r\n",
        "GET / HTTP/1.1|X: a\r\n b\r\n", "GET / HTTP/1.1|X : a\r\n", "GET / HTTP/1.1|X: a\u0000\r\n", "GET / HTTP/1.1|X: a\rb\r\n",
        "GET / HTTP/1.1|X: a\n", "GET / HTTP/1.1|Content-Length: 0\r\nContent-Length: 0\r\n", "GET / HTTP/1.1|Content-Length: +0\r\n",
        "GET / HTTP/1.1|Content-Length: 0, 0\r\n", "GET / HTTP/1.1|Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        "GET / HTTP/1.1|Transfer-Encoding: identity\r\n", "GET / HTTP/1.0|Transfer-Encoding: chunked\r\n"})
    void whatIsMalformedIsRefusedAndClosesTheConnection(String request) {
        assertEquals(new Outcome(List.of(), List.of(400), true), send(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT a:1 HTTP/1.1|", "CONNECT a HTTP/1.1|", "POST / HTTP/1.1|Transfer-Encoding: gzip, chunked\r\n",
        "POST / HTTP/1.1|Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "POST / HTTP/1.1|Transfer-Encoding: ,chunked\r\n",
        "POST / HTTP/1.1|Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n"})
    void whatIsNotImplementedIsRefusedAndClosesTheConnection(String request) {
        assertEquals(new Outcome(List.of(), List.of(501), true), send(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\r\na\r\n0\r\n\r\n", "1;x\r\na\r\n0\r\n\r\n", "1;x=y;z=\"a b\"\r\na\r\n0\r\n\r\n", "1 ;x\r\na\r\n0\r\n\r\n",
        "001\r\na\r\n0\r\nX: y\r\n\r\n"})
    void chunksAreRead(String chunks) {
        Outcome outcome = sendChunks(chunks);
        assertEquals(List.of("POST / [a]", "GET /next []"), outcome.whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\na\r\n0\r\n\r\n", "1\r\na\n0\r\n\r\n", "1\r\na0\r\n\r\n", "1\r\na\r\n0\n\r\n", "1\r\na\r\n0\r\n\n",
        "1 \r\na\r\n0\r\n\r\n",
        "+1\r\na\r\n0\r\n\r\n", "0x1\r\na\r\n0\r\n\r\n", "1;\r\na\r\n0\r\n\r\n", "1;x\ny\r\na\r\n0\r\n\r\n", "1;x\ry\r\na\r\n0\r\n\r\n",
        "\r\n1\r\na\r\n0\r\n\r\n", "1\r\na\r\n\r\n0\r\n\r\n", "1\r\na\r\n0\r\nContent-Length: 1\r\n\r\n", "1\r\na\r\n0\r\nHost: b\r\n\r\n",
        "1\r\na\r\n0\r\nTransfer_Encoding: x\r\n\r\n", "1\r\na\r\n0\r\nX : y\r\n\r\n", "10000000000000001\r\na\r\n0\r\n\r\n"})
    void malformedChunksAreRefusedAndCloseTheConnection(String chunks) {
        assertEquals(new Outcome(List.of(), List.of(400), true), sendChunks(chunks));
    }

    @Test
    void theStreamMayNotEndBeforeTheLastEmptyLineOfChunks() {
        byte[] stream = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        assertEquals(List.of(), server.send(stream, stream.length).whole());
    }

    private static Outcome sendChunks(String chunks) {
        byte[] stream = ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        return server.send(stream, stream.length);
    }

    private static Outcome send(String request) {
        byte[] stream = (request.replace("|", "\r\nHost: a\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        Smuggling.check(server, stream);
        return server.send(stream, stream.length);
    }
}
