package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What apps see of a request that came by a proxy: the Unix socket is a trusted one's, the TCP socket is everybody's.
class HttpFrontIT {

    private static final String[] TOLD = {"X-Forwarded-For: 1.1.1.1, 192.0.2.1", "X-Forwarded-Proto: https",
        "X-Forwarded-Host: shop.example",
        "X-Forwarded-Port: 8443"};

    @TempDir
    private static Path directory;
    private static ServerProcess server;

    @BeforeAll
    static void serve() {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "proxied=" + directory.resolve("web.sock")),
                "http");
        HttpAppJar.answering("see", "").handling("""
                StringBuilder seen = new StringBuilder(Request.getRemoteAddr(request) + " " + request.getHttpURI().getScheme() + " "
                        + Request.getServerName(request) + " " + Request.getServerPort(request) + " " + request.isSecure() + "\\n");
                request.getHeaders().forEach(field -> seen.append(field.getName()).append(": ").append(field.getValue()).append("\\n"));
                text(response, callback, seen + "id " + request.getAttribute("dev.reserve.http.request.id"));
                """).dropInto(server.deploy(), "see.jar");
        HttpAppJar.answering("other", "").handling("text(response, callback, \"the shop\");").dropInto(server.deploy(), "other.jar");
        server.configure("reserve.mount-shop.cfg", "app=other", "path=/host", "host=shop.example");
        server.configure("reserve.http.cfg", "proxy.trusted=unix", "request.id=on");
        server.awaitThat("the settings hold", () -> see("proxied", TOLD).startsWith("192.0.2.1 "));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String see(String listener, String... lines) throws IOException {
        return RawHttp.get(server.address(listener), "/see/", lines).text();
    }

    @Test
    void aTrustedProxyIsBelieved() throws IOException {
        String seen = see("proxied", TOLD);
        assertTrue(seen.startsWith("192.0.2.1 https shop.example 8443 true\n"), seen);
        assertTrue(seen.contains("\nHost: shop.example:8443\n"), seen);
    }

    @Test
    void forwardedIsBelievedToo() throws IOException {
        String seen = see("proxied", "Forwarded: for=1.1.1.1, for=\"192.0.2.1:99\";proto=https;host=shop.example");
        assertTrue(seen.startsWith("192.0.2.1 https shop.example 443 true\n"), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 1.1.1.1", "X-FORWARDED-FOR: 1.1.1.1", "x_forwarded_for: 1.1.1.1",
        "Forwarded: for=1.1.1.1;proto=https;host=evil",
        "X-Forwarded-Proto: https", "X-Forwarded-Host: evil", "X-Forwarded_Host: evil", "X-Forwarded-Port: 1", "X-Forwarded-Prefix: /x",
        "X-Forwarded-Server: evil", "X-Real-IP: 1.1.1.1", "X_Real_IP: 1.1.1.1"})
    void nobodyElseIs(String line) throws IOException {
        String seen = see("web", line);
        assertTrue(seen.startsWith("127.0.0.1 http test.example "), seen);
        assertFalse(seen.toLowerCase(Locale.ROOT).contains("forwarded"), seen);
        assertFalse(seen.contains("1.1.1.1") || seen.contains("evil"), seen);
    }

    @Test
    void anUnderscoreDoesNotGetPastATrustedProxyEither() throws IOException {
        String seen = see("proxied", "X-Forwarded-For: 192.0.2.1", "X_Forwarded_For: 1.1.1.1");
        assertTrue(seen.startsWith("192.0.2.1 "), seen);
        assertFalse(seen.contains("1.1.1.1"), seen);
    }

    @Test
    void theHostThatAProxyTellsSelectsTheMount() throws IOException {
        assertEquals("the shop", RawHttp.get(server.address("proxied"), "/host/", "X-Forwarded-Host: shop.example").text());
        assertEquals(404, RawHttp.get(server.address("web"), "/host/", "X-Forwarded-Host: shop.example").status());
    }

    @Test
    void proxiesThatContradictEachOtherAreNotBelieved() throws IOException {
        assertEquals(400, RawHttp.get(server.address("proxied"), "/see/", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=1.1.1.1").status());
    }

    @Test
    void everyRequestHasAnIdOfItsOwn() throws IOException {
        Answer one = RawHttp.get(server.address("web"), "/see/");
        Answer two = RawHttp.get(server.address("web"), "/see/");
        String id = one.field("X-Request-Id").orElseThrow();
        assertTrue(id.matches("[0-9a-z]{20}"), id);
        assertTrue(one.text().contains("\nX-Request-Id: " + id + "\n"), one.text());
        assertTrue(one.text().endsWith("\nid " + id), one.text());
        assertNotEquals(one.field("X-Request-Id"), two.field("X-Request-Id"));
        assertTrue(RawHttp.get(server.address("web"), "/nothing").field("X-Request-Id").isPresent());
    }

    @Test
    void onlyATrustedProxyGivesIds() throws IOException {
        assertEquals(Optional.of("from:proxy-1"),
                RawHttp.get(server.address("proxied"), "/see/", "X-Request-Id: from:proxy-1").field("X-Request-Id"));
        assertNotEquals(Optional.of("from:proxy-1"),
                RawHttp.get(server.address("web"), "/see/", "X-Request-Id: from:proxy-1").field("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "<script>", "ä", "a;b", "{}"})
    void anIdThatIsNotSaneIsReplaced(String id) throws IOException {
        Answer answer = RawHttp.get(server.address("proxied"), "/see/", "X-Request-Id: " + id);
        assertTrue(answer.field("X-Request-Id").orElseThrow().matches("[0-9a-z]{20}"), answer.fields().toString());
        assertFalse(answer.text().contains(id), answer.text());
    }

    @Test
    void anIdThatIsTooLongOrNotTheOnlyOneIsReplaced() throws IOException {
        String many = "a".repeat(129);
        assertNotEquals(Optional.of(many), RawHttp.get(server.address("proxied"), "/see/", "X-Request-Id: " + many).field("X-Request-Id"));
        String two = see("proxied", "X-Request-Id: one", "X-Request-Id: two");
        assertFalse(two.contains("one") || two.contains("two"), two);
    }

    @Test
    void http2HasAllThatToo() throws IOException {
        Peer.program("curl");
        ServerProcess.Outcome curl = ServerProcess.run(directory,
                List.of("curl", "-sS", "--http2-prior-knowledge", "--unix-socket", directory.resolve("web.sock").toString(), "-H",
                        "X-Forwarded-For: 192.0.2.1", "-H", "X-Forwarded-Proto: https", "-H", "X-Forwarded-Host: shop.example",
                        "http://a.example/see/"),
                Map.of());
        assertTrue(curl.output().startsWith("192.0.2.1 https shop.example 443 true\n"), curl.output());
    }
}
