package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.ServerProcess;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sub-app `static`.
class StaticIT {

    private static final Instant LONG_AGO = Instant.parse("2020-02-02T02:02:02Z");
    private static final int LARGE = 3_000_000;
    /// More than the sockets between server and client can hold.
    private static final int SPARSE = 200_000_000;

    @TempDir
    private static Path directory;
    private static Path files;
    private static ServerProcess server;
    private static byte[] large = new byte[LARGE];

    @BeforeAll
    static void serve() throws IOException {
        files = Files.createDirectories(directory.resolve("www"));
        new Random(1).nextBytes(large);
        Files.write(file("large.bin"), large);
        Files.writeString(file("digits.txt"), "0123456789");
        Files.writeString(file("index.html"), "the index");
        Files.createDirectories(files.resolve("sub/empty"));
        Files.writeString(file("sub/a&b ü<i>.txt"), "odd");
        Files.writeString(file("sub/.hidden"), "secret");
        Files.writeString(file(".htpasswd"), "secret");
        Files.writeString(Files.createDirectories(files.resolve(".git")).resolve("config"), "secret");
        Files.writeString(directory.resolve("outside.txt"), "secret");
        Files.createSymbolicLink(files.resolve("out.txt"), Path.of("../outside.txt"));
        Files.createSymbolicLink(files.resolve("out"), Path.of(".."));
        Files.createSymbolicLink(files.resolve("sub/in.txt"), Path.of("../digits.txt"));
        Files.createSymbolicLink(files.resolve("loop"), Path.of("loop"));
        Files.createDirectories(directory.resolve("wwwx"));
        Files.writeString(directory.resolve("wwwx/a"), "secret");
        Files.createSymbolicLink(files.resolve("alike"), Path.of("../wwwx"));
        for (String name : List.of("style.css", "style.css.gz", "style.css.br", "style.css.zst", "stale.css", "stale.css.gz")) {
            Files.writeString(file(name), name);
            Files.setLastModifiedTime(file(name), FileTime.from(LONG_AGO));
        }
        Files.setLastModifiedTime(file("stale.css"), FileTime.from(LONG_AGO.plusSeconds(10)));
        Files.setLastModifiedTime(file("digits.txt"), FileTime.from(LONG_AGO));
        Files.createDirectories(directory.resolve("deploy"));
        Files.write(directory.resolve("deploy/reserve.mount-plain.cfg"), List.of("path=/", "app=static", "args=" + files));
        Files.write(directory.resolve("deploy/reserve.mount-listed.cfg"), List.of("path=/listed", "app=static", "args=--index " + files));
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http");
        server.awaitThat("files are served", () -> get("/digits.txt").status() == 200 && get("/listed/digits.txt").status() == 200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path file(String name) {
        return files.resolve(name);
    }

    private static Answer get(String path, String... lines) throws IOException {
        return RawHttp.get(server.address("web"), path, lines);
    }

    @Test
    void aFileHasItsTypeLengthAndValidators() throws IOException {
        Answer answer = get("/digits.txt");
        assertEquals(200, answer.status());
        assertEquals("0123456789", answer.text());
        assertEquals(Optional.of("text/plain;charset=utf-8"), answer.field("Content-Type"));
        assertEquals(Optional.of("10"), answer.field("Content-Length"));
        assertEquals(Optional.of("Sun, 02 Feb 2020 02:02:02 GMT"), answer.field("Last-Modified"));
        assertEquals(Optional.of("bytes"), answer.field("Accept-Ranges"));
        assertEquals(Optional.of("nosniff"), answer.field("X-Content-Type-Options"));
        assertTrue(answer.field("ETag").orElseThrow().matches("\"[0-9a-f-]+\""), answer.fields().toString());
    }

    @Test
    void aLargeFileArrivesWhole() throws IOException {
        assertArrayEquals(large, get("/large.bin").bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http1.0", "--http2-prior-knowledge"})
    void curlGetsALargeFileWhole(String version) throws IOException {
        Peer.program("curl");
        Path copy = directory.resolve("copy" + version);
        String url = "http:/" + server.address("web") + "/large.bin";
        ServerProcess.Outcome curl = ServerProcess.run(directory, List.of("curl", "-sSf", version, "-o", copy.toString(), url), Map.of());
        assertEquals(0, curl.exit(), curl.output());
        assertArrayEquals(large, Files.readAllBytes(copy));
    }

    @Test
    void aSlowReaderOfSeveralFilesOnOneConnectionGetsAll() throws IOException {
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            for (int i = 0; i < 3; i++) {
                http.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            http.send("GET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(large, http.receive().bytes());
            }
            assertEquals("0123456789", http.receive().text());
        }
    }

    @Test
    void headHasTheHeaderAlone() throws IOException {
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            http.send("HEAD /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /digits.txt HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(http.line().contains(" 200 "));
            boolean length = false;
            for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                length |= line.equals("Content-Length: " + LARGE);
            }
            assertTrue(length);
            assertEquals("0123456789", http.receive().text());
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,405", "PUT,405", "DELETE,405", "PROPFIND,405", "OPTIONS,204"})
    void otherMethodsAreToldWhichThereAre(String method, int status) throws IOException {
        Answer answer = RawHttp.ask(server.address("web"), method, "/digits.txt");
        assertEquals(status, answer.status());
        assertEquals(Optional.of("GET, HEAD, OPTIONS"), answer.field("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.htpasswd", "/.git/config", "/.git/", "/sub/.hidden", "/%2ehtpasswd", "/%2Egit/config", "/out.txt",
        "/out/outside.txt",
        "/alike/a", "/loop", "/loop/x", "/missing", "/digits.txt/", "/digits.txt/x", "/sub%2Fin.txt", "/sub/",
        "/sub", "/%25",
        "/%252e%252e/outside.txt", "/digits.txt%20", "/sub/in.txt%2f..%2f..%2f.htpasswd", "/..%2foutside.txt", "/listed/../../outside.txt",
        "/../outside.txt", "/sub/%2e%2e/%2e%2e/outside.txt", "/..;/outside.txt", "/%2e%2e;/outside.txt", "/digits.txt%00",
        "/digits.txt%00.html",
        "/%c0%ae%c0%ae/outside.txt", "/%ff", "//digits.txt/..//.htpasswd", "/sub\\\\in.txt", "/digits.txt%0d%0aX:y"})
    void whatIsHiddenOutsideOrMalformedIsNotServed(String path) throws IOException {
        Answer answer = get(path);
        assertTrue(answer.status() == 404 || answer.status() == 400, answer.status() + " " + answer.text());
        assertFalse(answer.text().contains("secret"), answer.text());
        assertFalse(answer.text().contains(directory.toString()), answer.text());
    }

    @Test
    void aNameThatIsTooLongIsNotFound() throws IOException {
        assertEquals(404, get("/" + "a".repeat(300)).status());
    }

    @Test
    void linksThatStayInsideAreFollowed() throws IOException {
        assertEquals("0123456789", get("/sub/in.txt").text());
    }

    @Test
    void encodedNamesAreDecodedOnce() throws IOException {
        assertEquals("odd", get("/sub/a&b%20%C3%BC%3Ci%3E.txt").text());
        assertEquals("odd", get("/sub/%61%26b%20%c3%bc%3ci%3e.txt").text());
    }

    @Test
    void whatAListLinksToCanBeFetched() throws IOException {
        Files.createDirectories(files.resolve("names"));
        List<String> names = List.of("a b", "ü", "<i>", "a&b", "q?q", "h#h", "c:c", "s;s", "plus+", "quote'\"");
        for (String name : names) {
            Files.writeString(files.resolve("names").resolve(name), name);
        }
        Matcher links = Pattern.compile("href=\"\\./([^\"]*)\"").matcher(get("/listed/names/").text());
        List<String> fetched = new ArrayList<>();
        while (links.find()) {
            fetched.add(get("/listed/names/" + links.group(1).replace("&amp;", "&").replace("&#39;", "'")).text());
        }
        assertEquals(names.stream().sorted().toList(), fetched.stream().sorted().toList());
    }

    @Test
    void aDirectoryIsServedByItsIndexPage() throws IOException {
        Answer answer = get("/");
        assertEquals("the index", answer.text());
        assertEquals(Optional.of("text/html;charset=utf-8"), answer.field("Content-Type"));
    }

    @Test
    void aDirectoryIsListedOnlyIfThatWasAskedFor() throws IOException {
        assertEquals(404, get("/sub/").status());
        Answer listed = get("/listed/sub/");
        assertEquals(200, listed.status());
        assertTrue(listed.text().contains("href=\"./a&amp;b%20%C3%BC%3Ci%3E.txt\">a&amp;b ü&lt;i&gt;.txt</a>"), listed.text());
        assertTrue(listed.text().contains("in.txt"), listed.text());
        assertTrue(listed.text().contains("href=\"./empty/\""), listed.text());
        assertFalse(listed.text().contains("hidden"), listed.text());
        assertTrue(listed.field("Content-Security-Policy").orElseThrow().startsWith("default-src 'none'"));
        Files.createDirectories(files.resolve("list"));
        Files.createSymbolicLink(files.resolve("list/out"), Path.of("../../outside.txt"));
        assertFalse(get("/listed/list/").text().contains("out"));
    }

    @ParameterizedTest
    @CsvSource({"/listed/sub,/listed/sub/", "/listed/sub?a=/b,/listed/sub/?a=/b", "/listed/sub/../sub,/listed/sub/"})
    void aDirectoryWithoutASlashIsRedirectedOnThisHost(String path, String location) throws IOException {
        Answer answer = get(path);
        assertEquals(301, answer.status());
        assertEquals(Optional.of(location), answer.field("Location"));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,bytes 0-0/10", "bytes=3-5,345,bytes 3-5/10", "bytes=7-,789,bytes 7-9/10", "bytes=-2,89,bytes 8-9/10",
        "bytes=8-99999999999999999999,89,bytes 8-9/10", "bytes=-99,0123456789,bytes 0-9/10", "BYTES= 1-2 ,12,bytes 1-2/10",
        "'bytes=1-2,2-4',1234,bytes 1-4/10", "'bytes=1-2, 50-60',12,bytes 1-2/10"})
    void aRangeIsServedAlone(String range, String content, String contentRange) throws IOException {
        Answer answer = get("/digits.txt", "Range: " + range);
        assertEquals(206, answer.status());
        assertEquals(content, answer.text());
        assertEquals(Optional.of(contentRange), answer.field("Content-Range"));
    }

    @Test
    void aRangeOfALargeFileIsThatPart() throws IOException {
        assertArrayEquals(Arrays.copyOfRange(large, 1234, 2_901_235), get("/large.bin", "Range: bytes=1234-2901234").bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines=1-2", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-3", "bytes=1-2,x", "bytes=1-2,,3-4", "bytes 1-2",
        "bytes=+1-2",
        "bytes=0-5,6-9", "bytes=0-0,2-2,4-4,6-6,8-8,1-1,3-3,5-5,7-7,9-9,0-0,0-0,0-0,0-0,0-0,0-0,0-0"})
    void aRangeThatIsMalformedOrAWasteGetsTheWholeFile(String range) throws IOException {
        Answer answer = get("/digits.txt", "Range: " + range);
        assertEquals(200, answer.status());
        assertEquals("0123456789", answer.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20,30-40", "bytes=-0"})
    void aRangeBeyondTheEndIsRefused(String range) throws IOException {
        Answer answer = get("/digits.txt", "Range: " + range);
        assertEquals(416, answer.status());
        assertEquals(Optional.of("bytes */10"), answer.field("Content-Range"));
    }

    @Test
    void severalRangesComeAsParts() throws IOException {
        Answer parts = get("/digits.txt", "Range: bytes=8-8,0-1");
        assertEquals(206, parts.status());
        String boundary = parts.field("Content-Type").orElseThrow().replaceFirst("multipart/byteranges; boundary=", "");
        String part = "\r\n--" + boundary + "\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Range: bytes ";
        assertEquals(part + "8-8/10\r\n\r\n8" + part + "0-1/10\r\n\r\n01\r\n--" + boundary + "--\r\n", parts.text());
    }

    @Test
    void severalRangesOfALargeFileComeAsParts() throws IOException {
        Answer parts = get("/large.bin", "Range: bytes=0-999999,2000000-2999998");
        assertEquals(206, parts.status());
        String text = parts.content();
        assertTrue(text.contains("\r\n\r\n" + new String(large, 0, 1_000_000, StandardCharsets.ISO_8859_1) + "\r\n--"));
        assertTrue(text.contains("\r\n\r\n" + new String(large, 2_000_000, 999_999, StandardCharsets.ISO_8859_1) + "\r\n--"));
    }

    @Test
    void ifRangeHasThePartOnlyOfTheSameState() throws IOException {
        String etag = get("/digits.txt").field("ETag").orElseThrow();
        assertEquals(206, get("/digits.txt", "Range: bytes=1-2", "If-Range: " + etag).status());
        assertEquals(206, get("/digits.txt", "Range: bytes=1-2", "If-Range: Sun, 02 Feb 2020 02:02:02 GMT").status());
        assertEquals(200, get("/digits.txt", "Range: bytes=1-2", "If-Range: W/" + etag).status());
        assertEquals(200, get("/digits.txt", "Range: bytes=1-2", "If-Range: \"other\"").status());
        assertEquals(200, get("/digits.txt", "Range: bytes=1-2", "If-Range: Sun, 02 Feb 2020 02:02:03 GMT").status());
        assertEquals(200, get("/digits.txt", "Range: bytes=1-2", "If-Range: nonsense").status());
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException {
        String etag = get("/digits.txt").field("ETag").orElseThrow();
        for (String line : List.of("If-None-Match: " + etag, "If-None-Match: W/" + etag, "If-None-Match: \"a,b\", " + etag,
                "If-None-Match: *",
                "If-Modified-Since: Sun, 02 Feb 2020 02:02:02 GMT", "If-Modified-Since: Sun, 02 Feb 2025 02:02:02 GMT")) {
            Answer answer = get("/digits.txt", line);
            assertEquals(304, answer.status(), line);
            assertEquals(Optional.of(etag), answer.field("ETag"));
        }
        for (String line : List.of("If-None-Match: \"other\"", "If-None-Match: " + etag.replace("\"", ""), "If-None-Match: \"open",
                "If-Modified-Since: Sun, 02 Feb 2020 02:02:01 GMT", "If-Modified-Since: nonsense")) {
            assertEquals(200, get("/digits.txt", line).status(), line);
        }
        assertEquals(200, get("/digits.txt", "If-None-Match: \"other\"", "If-Modified-Since: Sun, 02 Feb 2025 02:02:02 GMT").status());
    }

    @Test
    void aConditionThatDoesNotHoldIsAnError() throws IOException {
        String etag = get("/digits.txt").field("ETag").orElseThrow();
        assertEquals(200, get("/digits.txt", "If-Match: \"x\", " + etag).status());
        assertEquals(200, get("/digits.txt", "If-Unmodified-Since: Sun, 02 Feb 2020 02:02:02 GMT").status());
        assertEquals(412, get("/digits.txt", "If-Match: W/" + etag).status());
        assertEquals(412, get("/digits.txt", "If-Match: \"x\"").status());
        assertEquals(412, get("/digits.txt", "If-Unmodified-Since: Sun, 02 Feb 2020 02:02:01 GMT").status());
    }

    @Test
    void anotherContentOfTheSameSizeAndTimeHasAnotherTag() throws IOException {
        Files.writeString(file("built.txt"), "one");
        Files.setLastModifiedTime(file("built.txt"), FileTime.from(LONG_AGO));
        String etag = get("/built.txt").field("ETag").orElseThrow();
        Files.writeString(file("built.next"), "two");
        Files.setLastModifiedTime(file("built.next"), FileTime.from(LONG_AGO));
        Files.move(file("built.next"), file("built.txt"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals("two", get("/built.txt", "If-None-Match: " + etag).text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"gzip|gzip|.gz", "gzip, br|br|.br", "br;q=0.5, gzip;q=0.8|gzip|.gz", "gzip;q=0, *|br|.br",
        "x-gzip|gzip|.gz",
        "ZSTD|zstd|.zst", "identity;q=1, gzip;q=0.5||''", "gzip;q=0||''", "deflate||''", "gzip;q=nonsense||''", "||''"})
    void theBestPrecompressedVariantIsSent(String accepted, String coding, String suffix) throws IOException {
        Answer answer = accepted == null ? get("/style.css") : get("/style.css", "Accept-Encoding: " + accepted);
        assertEquals("style.css" + suffix, answer.text());
        assertEquals(Optional.ofNullable(coding), answer.field("Content-Encoding"));
        assertEquals(Optional.of("text/css;charset=utf-8"), answer.field("Content-Type"));
        assertTrue(answer.field("Vary").orElseThrow().contains("Accept-Encoding"));
    }

    @Test
    void variantsHaveTagsOfTheirOwn() throws IOException {
        String plain = get("/style.css").field("ETag").orElseThrow();
        assertEquals(200, get("/style.css", "Accept-Encoding: gzip", "If-None-Match: " + plain).status());
    }

    @Test
    void aVariantOfAnOlderContentIsNotSent() throws IOException {
        Answer answer = get("/stale.css", "Accept-Encoding: gzip");
        assertEquals("stale.css", answer.text());
        assertEquals(Optional.empty(), answer.field("Content-Encoding"));
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException {
        assertEquals(0, ServerProcess.run(directory, List.of("mkfifo", file("pipe").toString()), Map.of()).exit());
        assertEquals(404, get("/pipe").status());
    }

    @Test
    void anEmptyFileIsServed() throws IOException {
        Files.writeString(file("empty.txt"), "");
        Answer answer = get("/empty.txt", "Range: bytes=0-");
        assertEquals(200, answer.status());
        assertEquals(Optional.of("0"), answer.field("Content-Length"));
    }

    @Test
    void aFileThatShrinksWhileItIsSentCutsTheConnectionAndIsSaid() throws IOException {
        Path shrinking = sparse("shrinking.bin");
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            http.send("GET /shrinking.bin HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(http.line().contains(" 200 "));
            try (RandomAccessFile file = new RandomAccessFile(shrinking.toFile(), "rw")) {
                file.setLength(1000);
            }
            for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                assertFalse(line.startsWith("Transfer-Encoding"), line);
            }
            assertThrows(EOFException.class, () -> http.body(SPARSE));
        }
        server.awaitLog("shrinking.bin: it has become shorter");
        assertEquals("0123456789", get("/digits.txt").text());
    }

    @Test
    void aFileThatIsRemovedWhileItIsSentArrivesWhole() throws IOException {
        Path vanishing = sparse("vanishing.bin");
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            http.send("GET /vanishing.bin HTTP/1.1\r\nHost: a\r\n\r\n");
            assertTrue(http.line().contains(" 200 "));
            Files.delete(vanishing);
            for (String line = http.line(); !line.isEmpty(); line = http.line()) {
                assertFalse(line.startsWith("Transfer-Encoding"), line);
            }
            assertEquals(SPARSE, http.body(SPARSE).length);
        }
    }

    @Test
    void noFileStaysOpen() throws IOException {
        Path file = sparse("abandoned.bin");
        for (int i = 0; i < 5; i++) {
            try (RawHttp http = RawHttp.connect(server.address("web"))) {
                http.send("GET /abandoned.bin HTTP/1.1\r\nHost: a\r\n\r\n");
                assertTrue(http.line().contains(" 200 "));
            }
            get("/digits.txt", "If-None-Match: *");
            get("/digits.txt", "Range: bytes=99-");
        }
        server.awaitThat("no descriptor is of a file below " + files, () -> openFiles().isEmpty());
        Files.delete(file);
    }

    private static List<String> openFiles() throws IOException {
        return new ProcessView(server.pid()).descriptors().values().stream().filter(target -> target.startsWith(files.toString())).toList();
    }

    private static Path sparse(String name) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(file(name).toFile(), "rw")) {
            file.setLength(SPARSE);
        }
        return file(name);
    }

    @Test
    void aDirectoryThatIsALinkMayBeMadeToPointElsewhere() throws IOException {
        Path one = Files.createDirectories(directory.resolve("releases/1"));
        Path two = Files.createDirectories(directory.resolve("releases/2"));
        Files.writeString(one.resolve("a"), "one");
        Files.writeString(two.resolve("a"), "two");
        Path current = Files.createSymbolicLink(directory.resolve("current"), one);
        server.configure("reserve.mount-current.cfg", "app=static", "args=" + current);
        server.awaitThat("the first is served", () -> get("/current/a").text().equals("one"));
        Files.createSymbolicLink(directory.resolve("next"), two);
        Files.move(directory.resolve("next"), current, StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals("two", get("/current/a").text());
    }

    @ParameterizedTest
    @CsvSource({"/nowhere/at/all,/nowhere/at/all does not exist", "/etc/passwd,/etc/passwd is not a directory",
        "--nonsense /tmp,unknown option --nonsense", "'',found no directory", "/tmp /etc,'found the directories [/tmp, /etc]'"})
    void anArgumentThatCannotBeServedIsRefusedByName(String args, String reason, @TempDir Path other) {
        List<String> words = new ArrayList<>(List.of("http", "static"));
        words.addAll(args.isEmpty() ? List.of() : List.of(args.split(" ")));
        try (ServerProcess refusing = ServerProcess.launched(other, List.of("-b", "web=127.0.0.1:0"), words.toArray(String[]::new))) {
            refusing.awaitLog(reason);
            refusing.awaitLog("expected ");
        }
    }

    @Test
    void itCanBeTheOnlySubApp(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("a.txt"), "alone");
        try (ServerProcess alone = ServerProcess.launched(other, List.of("-b", "web=127.0.0.1:0"), "http", "static", other.toString())) {
            alone.awaitThat("it serves", () -> RawHttp.get(alone.address("web"), "/a.txt").text().equals("alone"));
        }
    }
}
