package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.wire.StrictParser;
import dev.reserve.http.wire.StrictParser.End;
import dev.reserve.http.wire.StrictParser.Reading;
import dev.reserve.http.wire.WireFile;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Reporter;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `http` answers to each file of the corpus: `valid` is served, and understood as an independent strict parser does; the last request of `invalid` is refused, and the
/// connection closed. Where the answer is another one on purpose, the file is listed here with the reason.
class Http1CorpusIT {

    /// @param statuses of the responses, in order, as a regular expression; then the connection is closed
    private record Difference(String statuses, String reason) {}

    private static final Map<String, Difference> DIFFERENCES = new TreeMap<>();

    static {
        refused("400", "a fragment is no part of a request target (RFC 9112 §3.2.1, RFC 9110 §7.1)", "valid/005");
        refused("400", "Transfer-Encoding beside Content-Length may be refused, and is (RFC 9112 §6.3)", "valid/009");
        refused("400", "no character of a path (RFC 3986 §3.3)", "valid/014", "valid/027");
        refused("414|431", "more than 16 KiB of request line and fields (RFC 9110 §5.4)", "valid/024");
        refused("501", "a transfer coding other than chunked is not implemented (RFC 9112 §6.1); identity is none any more (§7.1)",
                "valid/025",
                "valid/025_line", "valid/029", "valid/030", "valid/rfc9112_smuggle_gzip_chunked_01",
                "valid/rfc9112_smuggle_te_identity_chunked_01");
        refused("400", "whitespace before the colon (RFC 9112 §5.1)", "valid/028");
        refused("400", "Content-Type is none of the fields that a trailer may have (RFC 9110 §6.5.1)", "valid/012");
        refused("400", "gateways take Transfer_Encoding and Content_Length for the fields with a hyphen (RFC 3875 §4.1.18)", "valid/040",
                "valid/040_compat");
        refused("400", "an empty segment: apps disagree what it means (RFC 3986 §3.3)", "valid/100");
        refused("400", "obsolete line folding (RFC 9112 §5.2)", "valid/compat_obs_fold", "valid/compat_obs_fold_huge");
        refused("400", "user information in a request target is an error (RFC 9110 §4.2.4)", "valid/rfc9112_target_absolute_userinfo_01");
        refused("501", "CONNECT: there are no tunnels here (RFC 9110 §9.3.6)", "valid/rfc9112_target_authority_connect_01",
                "valid/rfc9112_target_authority_ipv6_01");
        refused("400", "the stream ends before the body does (RFC 9112 §8)", "valid/099");
        refused("(400)?", "the stream ends inside the fields: nobody may be there for an answer (RFC 9112 §8)", "invalid/001");
        refused("", "malformed PROXY headers are not answered: what comes is no HTTP yet", "invalid/pp_01", "invalid/pp_02",
                "invalid/pp_03");
    }

    /// Of `invalid`, what is served: that it is refused there is a limit or a policy, and no rule of HTTP.
    private static final Map<String, String> SERVED = new TreeMap<>();

    static {
        served("a method is any token (RFC 9110 §9.1)", "invalid/003c");
        served("its limits are smaller than ours", "invalid/006", "invalid/007", "invalid/008", "invalid/009", "invalid/010", "invalid/011",
                "invalid/012",
                "invalid/017", "invalid/limit_header_default_01");
        served("X-Forwarded-Proto and X-Forwarded-Ssl are no fields of HTTP's", "invalid/019");
    }

    private static void served(String reason, String... files) {
        for (String file : files) {
            SERVED.put(file, reason);
        }
    }

    private static void refused(String statuses, String reason, String... files) {
        for (String file : files) {
            DIFFERENCES.put(file, new Difference(statuses, reason));
        }
    }

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("deploy"));
        Reporter.JAR.dropInto(directory.resolve("deploy"), "report.jar");
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "proxied=127.0.0.1:0"), "http", "report");
        server.configure("reserve.listener-proxied.cfg", "proxy.protocol=on");
        server.configure("reserve.binding-proxied.cfg", "listener=proxied", "app=http", "args=report");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "proxied").isPresent());
        server.awaitThat("it serves", () -> send("web", "GET / HTTP/1.0\r\n\r\n", false).getFirst().status() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static List<WireFile> valid() {
        return corpus("valid");
    }

    static List<WireFile> invalid() {
        return corpus("invalid");
    }

    static List<WireFile> found() {
        return corpus("found");
    }

    private static List<WireFile> corpus(String... directories) {
        return WireFile.all(Distribution.checkout().resolve("http-bundle/src/test/resources/http1"), directories);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatIsValidIsServed(WireFile file) throws IOException {
        String text = withHost(file.text());
        Difference difference = DIFFERENCES.get(name(file));
        if (difference != null) {
            assertStatuses(difference, sendWithMarker(file, text));
            return;
        }
        assertUnderstood(file, text);
    }

    /// Most of the corpus comes without one, and is tested with one everywhere else.
    @ParameterizedTest
    @MethodSource("valid")
    void withoutAHostNothingOfHttp11IsServed(WireFile file) throws IOException {
        if (!withHost(file.text()).equals(file.text())) {
            List<Reporter.Answer> answers = sendWithMarker(file, file.text());
            boolean old = file.text().contains(" HTTP/1.0\r\n");
            assertTrue(old ? !answers.isEmpty() : statuses(answers).matches("4\\d\\d|501"), answers.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatIsInvalidIsRefusedAndTheConnectionClosed(WireFile file) throws IOException {
        String text = withHost(file.text());
        if (SERVED.containsKey(name(file))) {
            assertUnderstood(file, text);
            return;
        }
        for (String each : List.of(file.text(), text)) {
            List<Reporter.Answer> answers = sendWithMarker(file, each);
            Difference difference = DIFFERENCES.get(name(file));
            if (difference == null) {
                assertTrue(statuses(answers).matches("(200 )*[45]\\d\\d"), () -> "answers " + answers);
            } else {
                assertStatuses(difference, answers);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("found")
    void whatWasFoundIsServedOrRefusedLikeTheParserSays(WireFile file) throws IOException {
        Reading reading = reading(file.text() + MARKER);
        List<Reporter.Answer> answers = send("web", file.text() + MARKER, reading.end() == End.INCOMPLETE);
        List<Reporter.Answer> served = answers.stream().takeWhile(answer -> answer.status() == 200).toList();
        assertTrue(answers.size() - served.size() <= 1, answers.toString());
        for (int i = 0; i < served.size(); i++) {
            assertEquals("", served.get(i).difference(reading.requests().get(i)));
        }
    }

    @Test
    void everyDifferenceIsOfAFileThatIsThere() {
        Set<String> listed = new HashSet<>(DIFFERENCES.keySet());
        listed.addAll(SERVED.keySet());
        corpus("valid", "invalid").forEach(file -> listed.remove(name(file)));
        assertEquals(Set.of(), listed);
    }

    private static final String MARKER = "GET /marker HTTP/1.1\r\nHost: marker\r\nConnection: close\r\n\r\n";

    private static void assertStatuses(Difference difference, List<Reporter.Answer> answers) {
        assertTrue(statuses(answers).matches(difference.statuses), () -> "expected " + difference + ", found " + answers);
    }

    private static void assertUnderstood(WireFile file, String text) throws IOException {
        boolean asterisk = text.startsWith("OPTIONS *");
        Reading reading = reading(text + MARKER);
        List<Reporter.Answer> answers = send(listener(file), text + MARKER, false);
        assertEquals(End.CLOSED, reading.end(), reading.problem());
        assertEquals("200 ".repeat(reading.requests().size()).strip(), statuses(answers));
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            StrictParser.Request request = reading.requests().get(i);
            if (request.target().startsWith("http")) { // the server tells of the path only
                String path = request.target().replaceFirst("https?://[^/]*", "");
                request = new StrictParser.Request(request.method(), path, request.fields(), request.body());
            }
            differences.add(asterisk && i == 0 ? "" : answers.get(i).difference(request));
        }
        assertEquals("", String.join("", differences));
    }

    /// With another request behind it that closes the connection; if it is not whole itself, it ends there.
    private static List<Reporter.Answer> sendWithMarker(WireFile file, String text) throws IOException {
        boolean incomplete = reading(text).end() == End.INCOMPLETE;
        return send(listener(file), incomplete ? text : text + MARKER, incomplete);
    }

    private static Reading reading(String text) {
        return StrictParser.read(withoutProxyHeader(text).getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The headers of the PROXY protocol that the corpus has: a line, or a signature, four more bytes and as many as the last two of them say.
    private static String withoutProxyHeader(String text) {
        if (text.startsWith("PROXY ")) {
            return text.substring(text.indexOf('\n') + 1);
        }
        return text.startsWith("\r\n\r\n\0") ? text.substring(16 + text.charAt(14) * 256 + text.charAt(15)) : text;
    }

    private static String withHost(String text) {
        return text.contains("\nHost:") ? text : text.replaceAll("( HTTP/1\\.[01]\r\n)", "$1Host: a\r\n");
    }

    private static String listener(WireFile file) {
        return name(file).contains("/pp_") && !name(file).equals("valid/pp_03") ? "proxied" : "web";
    }

    private static String name(WireFile file) {
        return file.name().replace(".http", "");
    }

    private static List<Reporter.Answer> send(String listener, String text, boolean finish) throws IOException {
        return Reporter.exchange(server.address(listener), text.getBytes(StandardCharsets.ISO_8859_1), finish);
    }

    private static String statuses(List<Reporter.Answer> answers) {
        return String.join(" ", answers.stream().map(answer -> Integer.toString(answer.status())).toList());
    }
}
