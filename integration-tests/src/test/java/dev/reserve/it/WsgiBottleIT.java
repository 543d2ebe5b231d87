package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Browser;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Texts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Bottle application.
class WsgiBottleIT {

    private static ServerProcess server;
    private Browser browser;

    @BeforeAll
    static void serve(@TempDir Path home) {
        String python = Python.with("bottle", "python3-bottle");
        server = Python.serve(home, "--python", python, "--workers", "2", "--chdir", Python.copy("bottle", home).toString(), "shop:app");
    }

    @AfterAll
    static void stop() {
        if (server != null) { // it was not skipped
            server.close();
        }
    }

    @BeforeEach
    void open() {
        browser = new Browser(server.address("web"));
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void pathsAndQueriesAreDecoded() throws IOException {
        assertEquals("<a href='/items/a b'>&lt;b&gt;</a>", browser.get("/").body());
        assertEquals("item ä b, sky blue", browser.get("/items/%C3%A4%20b?colour=sky+blue").body());
    }

    @Test
    void aSignedCookieComesBack() throws IOException {
        browser.post("/basket", Map.of("item", "apple"));
        assertEquals("{\"basket\": [\"apple\", \"pear\"]}", browser.post("/basket", Map.of("item", "pear")).body());
    }

    @Test
    void aFileIsSentAsItIs() throws IOException {
        HttpResponse<String> answer = browser.get("/source");
        assertTrue(answer.body().startsWith("\"\"\"A shop in Bottle") && answer.body().endsWith("return 1 / 0\n"), answer.body());
        assertEquals(Integer.toString(answer.body().length()), answer.headers().firstValue("Content-Length").orElse(""));
    }

    @Test
    void filesAreUploaded() throws IOException {
        String content = Texts.lines(300_000);
        assertEquals("list.txt a list " + Texts.sha256(content), browser.upload("/upload", "a list", "list.txt", content).body());
    }

    @Test
    void aStreamComesWhole() throws IOException {
        assertEquals(Texts.lines(10_000), browser.get("/stream").body());
    }

    @Test
    void anErrorIsTheAppsOwnPage() throws IOException {
        HttpResponse<String> answer = browser.get("/broken");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("ZeroDivisionError"), answer.body());
        server.awaitLog("ZeroDivisionError: division by zero");
        assertEquals(404, browser.get("/missing").statusCode());
    }
}
