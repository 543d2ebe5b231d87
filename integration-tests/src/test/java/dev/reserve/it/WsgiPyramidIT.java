package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

/// A Pyramid application, made by `launch(args)`.
class WsgiPyramidIT {

    private static ServerProcess server;
    private Browser browser;

    @BeforeAll
    static void serve(@TempDir Path home) {
        String python = Python.with("pyramid", "python3-pyramid");
        server = Python.serve(home, "--python", python, "--workers", "2", "--chdir", Python.copy("pyramid", home).toString(), "shop",
                "only for tests");
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
        assertEquals("item ä b, sky blue at /items/%C3%A4%20b", browser.get("/items/%C3%A4%20b?colour=sky+blue").body());
    }

    @Test
    void aSessionIsOneWhicheverWorkerAnswers() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertEquals(200, browser.post("/basket", Map.of("item", "item" + i)).statusCode());
        }
        assertEquals("[\"item0\", \"item1\", \"item2\", \"item3\"]", browser.get("/basket").body());
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
    void anErrorTellsNothing() throws IOException {
        HttpResponse<String> answer = browser.get("/broken");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("ZeroDivisionError"), answer.body());
        server.awaitLog("ZeroDivisionError: division by zero");
        assertEquals(404, browser.get("/missing").statusCode());
    }
}
