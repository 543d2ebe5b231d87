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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Flask application, mounted at two paths.
class WsgiFlaskIT {

    private static ServerProcess server;
    private Browser browser;

    @BeforeAll
    static void serve(@TempDir Path home) {
        String python = Python.with("flask", "python3-flask");
        Path shop = Python.copy("flask", home);
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        for (String path : List.of("/", "/shop")) {
            server.configure("reserve.mount-" + (path.equals("/") ? "root" : "shop") + ".cfg", "path=" + path, "app=wsgi",
                    "args=--python " + python + " --workers 2 --chdir " + shop + " shop:app");
        }
        server.awaitThat("it is mounted", WsgiFlaskIT::isMounted);
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

    private static boolean isMounted() throws IOException {
        try (Browser browser = new Browser(server.address("web"))) {
            return browser.get("/shop/").statusCode() == 200 && browser.get("/").statusCode() == 200;
        }
    }

    @Test
    void linksLeadToWhereItIsMounted() throws IOException {
        assertEquals("<a href='/shop/items/a%20b'>&lt;b&gt;</a> []", browser.get("/shop/").body());
        assertEquals("<a href='/items/a%20b'>&lt;b&gt;</a> []", browser.get("/").body());
        assertEquals("item a b, sky blue", browser.get("/shop/items/a%20b?colour=sky+blue").body());
        assertEquals("item ä, None", browser.get("/shop/items/%C3%A4").body());
    }

    @Test
    void aSessionIsOneWhicheverWorkerAnswers() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertEquals(200, browser.post("/shop/basket", Map.of("item", "ä" + i)).statusCode());
        }
        String basket = browser.get("/shop/basket").body();
        assertTrue(basket.contains("\\u00e49") && basket.contains("\\u00e40"), basket);
        assertTrue(browser.get("/shop/").body().contains("thank you"));
        try (Browser other = new Browser(server.address("web"))) {
            assertEquals("[]", other.get("/shop/basket").body().strip());
        }
    }

    @Test
    void jsonIsReadAndWritten() throws IOException {
        assertEquals("{\"total\":6}",
                browser.post("/shop/json", "application/json", "{\"prices\": [1, 2, 3]}").body().replaceAll("\\s", ""));
        assertEquals(400, browser.post("/shop/json", "application/json", "{").statusCode());
        assertEquals(418, browser.get("/shop/teapot").statusCode());
        assertEquals(405, browser.get("/shop/json").statusCode());
    }

    @Test
    void filesAreUploaded() throws IOException {
        String content = Texts.lines(300_000);
        assertEquals("list.txt a list " + Texts.sha256(content), browser.upload("/shop/upload", "a list", "list.txt", content).body());
    }

    @Test
    void aStreamComesWhole() throws IOException {
        assertEquals(Texts.lines(10_000), browser.get("/shop/stream").body());
    }

    @Test
    void anErrorIsTheAppsOwnPage() throws IOException {
        HttpResponse<String> answer = browser.get("/shop/broken");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("ZeroDivisionError"), answer.body());
        server.awaitLog("ZeroDivisionError: division by zero");
        assertEquals(404, browser.get("/shop/missing").statusCode());
    }
}
