package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page at `/` of a server that has nothing there.
class WelcomePageIT {

    @TempDir
    private Path directory;
    private ServerProcess server;

    @BeforeEach
    void serve() {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer get(String path) throws IOException {
        return RawHttp.get(server.address("web"), path);
    }

    @Test
    void anEmptyServerSaysHowToDeploy() throws IOException {
        Answer page = get("/");
        assertEquals(200, page.status());
        assertTrue(page.text().contains("No app yet"), page.text());
        assertTrue(page.text().contains("deploy"), page.text());
        assertEquals(404, get("/index.html").status());
        assertEquals(404, get("/a/").status());
        assertEquals(404, RawHttp.ask(server.address("web"), "POST", "/", "Content-Length: 0").status());
        assertEquals(200, RawHttp.ask(server.address("web"), "HEAD", "/").status());
    }

    @Test
    void itSaysWhatIsDeployedAndNoMore() throws IOException {
        HttpAppJar.answering("shop", "shop").dropInto(server.deploy(), "shop.jar");
        server.configure("reserve.mount-shop.cfg", "path=/buy<b>", "app=shop", "args=pass\u00e9word-1");
        server.configure("reserve.mount-other.cfg", "path=/elsewhere", "app=shop", "host=secret.example");
        server.awaitThat("shop is shown",
                () -> get("/").text().matches("(?s).*>/buy&lt;b&gt;</a></td><td>shop</td><td><code>[0-9a-f]{8}-\\d+</code>.*"));
        String text = get("/").text();
        for (String secret : List.of("word-1", "secret.example", "elsewhere", directory.toString(), "shop.jar", "<b>")) {
            assertFalse(text.contains(secret), text);
        }
    }

    @Test
    void itAllowsNothingButItsOwnStyle() throws IOException, GeneralSecurityException {
        Answer page = get("/");
        String style = page.text().replaceFirst("(?s).*<style>(.*)</style>.*", "$1");
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        String policy = page.field("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-" + hash + "';"), policy);
        assertFalse(page.text().contains("<script") || page.text().contains(" style="), page.text());
    }

    @Test
    void itGivesWayToWhatIsMountedThere() throws IOException {
        HttpAppJar.answering("home", "home").dropInto(server.deploy(), "home.jar");
        server.configure("reserve.mount-home.cfg", "path=/", "app=home");
        server.awaitThat("home is served", () -> get("/").text().equals("home /"));
    }

    @Test
    void itCanBeTurnedOff() {
        server.configure("reserve.http.cfg", "welcome=off");
        server.awaitThat("it is gone", () -> get("/").status() == 404);
    }

    @Test
    void aSettingThatIsNotUnderstoodIsSaid() {
        server.configure("reserve.http.cfg", "welcome=perhaps");
        server.awaitLog("reserve.http.cfg, line 1: welcome=perhaps; expected one of on, off; nothing of it holds");
    }
}
