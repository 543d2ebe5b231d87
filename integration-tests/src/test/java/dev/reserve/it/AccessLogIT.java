package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The access log of `http`.
class AccessLogIT {

    @TempDir
    private Path directory;
    private ServerProcess server;

    @BeforeEach
    void serve() {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http");
        HttpAppJar.answering("shop", "hello").dropInto(server.deploy(), "shop.jar");
        server.awaitThat("shop is served", () -> get("/shop/").status() == 200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RawHttp.Answer get(String path, String... lines) throws IOException {
        return RawHttp.get(server.address("web"), path, lines);
    }

    private List<String> lines(String file) throws IOException {
        Path path = directory.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).stream().filter(line -> !line.contains("/probe")).toList() : List.of();
    }

    private void log(String format) {
        server.configure("reserve.http.cfg", "request.id=on", "access.log=" + format, "access.log.file=" + directory.resolve("access"));
        // ids are turned on after the log
        server.awaitThat("the log is on", () -> get("/probe").field("X-Request-Id").isPresent());
    }

    @Test
    void aRequestIsOneLine() throws IOException {
        log("combined");
        String id = get("/shop/a?b=c", "User-Agent: te\"st", "Referer: http://a/").field("X-Request-Id").orElseThrow();
        server.awaitThat("a line", () -> lines("access").size() == 1);
        get("/nothing");
        server.awaitThat("two lines", () -> lines("access").size() == 2);
        assertTrue(lines("access").getFirst().matches("127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}] "
                + "\"GET /shop/a\\?b=c HTTP/1\\.1\" 200 \\d+ \"http://a/\" \"te\\\\\"st\" \"test\\.example\" \"" + id
                + "\" \\d+\\.\\d{6} \"shop\" \"[0-9a-f]{8}-\\d+\""), lines("access").getFirst());
        assertTrue(lines("access").getLast().contains("\"GET /nothing HTTP/1.1\" 404 "), lines("access").getLast());
    }

    @Test
    void jsonCanBeReadBack() throws IOException {
        log("json");
        get("/shop/%22%0a", "User-Agent: \"\\ä");
        server.awaitThat("one line", () -> lines("access").size() == 1);
        JsonObject line = JsonParser.parseString(lines("access").getFirst()).getAsJsonObject();
        assertEquals("/shop/%22%0a", line.get("target").getAsString());
        assertEquals("GET", line.get("method").getAsString());
        assertEquals("test.example", line.get("host").getAsString());
        assertTrue(line.get("micros").getAsLong() > 0);
    }

    @Test
    void theFileIsOpenedAgainOnSighup() throws IOException {
        log("combined");
        get("/shop/before");
        server.awaitThat("one line", () -> lines("access").size() == 1);
        Files.move(directory.resolve("access"), directory.resolve("access.1"));
        get("/shop/between");
        server.awaitThat("it still goes into the old file", () -> lines("access.1").size() == 2);
        server.signal("HUP");
        server.awaitThat("there is a new file", () -> Files.exists(directory.resolve("access")));
        get("/shop/after");
        server.awaitThat("it is in the new file", () -> lines("access").size() == 1 && lines("access").getFirst().contains("/shop/after"));
        assertEquals(2, lines("access.1").size());
    }

    @Test
    void itIsOffUnlessConfiguredAndCanBeTurnedOffAgain() throws IOException {
        log("combined");
        get("/shop/on");
        server.awaitThat("one line", () -> lines("access").size() == 1);
        Files.delete(server.deploy().resolve("reserve.http.cfg"));
        server.awaitThat("nothing has the file open", () -> new ProcessView(server.pid()).descriptors().values().stream()
                .noneMatch(file -> file.equals(directory.resolve("access").toString())));
        get("/shop/off");
        server.configure("reserve.http.cfg", "access.log=combined", "access.log.file=-");
        server.awaitThat("it is on standard output", () -> {
            get("/shop/stdout");
            return server.log().contains("\"GET /shop/stdout HTTP/1.1\" 200 ");
        });
        assertEquals(1, lines("access").size());
        assertFalse(server.log().contains("/shop/off"));
    }

    @Test
    void aFileThatCannotBeOpenedChangesNothing() throws IOException {
        log("combined");
        server.configure("reserve.http.cfg", "access.log=combined", "access.log.file=/nowhere/at/all");
        server.awaitLog("reserve.http.cfg, line 2: access.log.file=/nowhere/at/all cannot be opened");
        get("/shop/still");
        server.awaitThat("the last good one holds", () -> lines("access").stream().anyMatch(line -> line.contains("/shop/still")));
    }

    @Test
    void whatWasServedBeforeTheEndIsWritten() throws IOException {
        log("combined");
        for (int i = 0; i < 200; i++) {
            get("/shop/" + i);
        }
        server.signal("TERM");
        server.awaitExit();
        assertEquals(200, lines("access").size());
    }
}
