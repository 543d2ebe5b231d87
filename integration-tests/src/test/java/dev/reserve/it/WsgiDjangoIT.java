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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Django site with its admin, and a database of SQLite.
class WsgiDjangoIT {

    private static final Pattern TOKEN = Pattern.compile("name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\"");

    private static ServerProcess server;
    private Browser browser;

    @BeforeAll
    static void serve(@TempDir Path home) {
        String python = Python.with("django", "python3-django");
        Path site = Python.copy("django", home);
        manage(site, python, "migrate");
        manage(site, python, "createsuperuser", "--noinput", "--username", "ann", "--email", "ann@example.org");
        server = Python.serve(home, "--python", python, "--workers", "2", "--chdir", site.toString(), "site_wsgi:application");
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

    private static void manage(Path site, String python, String... command) {
        List<String> all = Stream.concat(Stream.of(python, "-m", "django"), Stream.of(command)).toList();
        ServerProcess.Outcome outcome = ServerProcess.run(site, all,
                Map.of("DJANGO_SETTINGS_MODULE", "settings", "PYTHONPATH", site.toString(), "DJANGO_SUPERUSER_PASSWORD", "a long secret"));
        assertEquals(0, outcome.exit(), outcome.output());
    }

    private HttpResponse<String> login(String password) throws IOException {
        Matcher token = TOKEN.matcher(browser.get("/admin/").body());
        assertTrue(token.find());
        return browser.post("/admin/login/?next=/admin/",
                Map.of("username", "ann", "password", password, "csrfmiddlewaretoken", token.group(1), "next", "/admin/"));
    }

    @Test
    void theAdminLetsInWhoKnowsThePassword() throws IOException {
        HttpResponse<String> refused = login("a wrong one");
        assertTrue(refused.body().contains("Please enter the correct username and password"), refused.body());
        HttpResponse<String> home = login("a long secret");
        assertEquals("/admin/", home.uri().getPath());
        assertTrue(home.body().contains("Site administration"), home.body());
        assertTrue(browser.get("/admin/auth/user/").body().contains("ann@example.org"));
        assertEquals(403, browser.post("/admin/logout/", Map.of("a", "b")).statusCode()); // without the token
    }

    @Test
    void aSessionIsOneWhicheverWorkerAnswers() throws IOException {
        for (int i = 1; i <= 10; i++) {
            assertEquals("visit " + i + " of 127.0.0.1", browser.get("/visits").body());
        }
    }

    @Test
    void filesAreUploadedSmallAndLarge() throws IOException {
        assertEquals("InMemoryUploadedFile list.txt a list " + Texts.sha256("small"),
                browser.upload("/upload", "a list", "list.txt", "small").body());
        String large = Texts.lines(400_000);
        assertEquals("TemporaryUploadedFile list.txt a list " + Texts.sha256(large),
                browser.upload("/upload", "a list", "list.txt", large).body());
    }

    @Test
    void aStreamAndAFileComeWhole() throws IOException {
        assertEquals(Texts.lines(10_000), browser.get("/stream").body());
        HttpResponse<String> file = browser.get("/source");
        assertTrue(file.body().startsWith("\"\"\"The admin") && file.body().endsWith("]\n"), file.body());
        assertTrue(file.headers().firstValue("Content-Disposition").orElse("").contains("urls.txt"));
    }

    @Test
    void anErrorTellsNothing() throws IOException {
        HttpResponse<String> answer = browser.get("/broken");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
        server.awaitLog("RuntimeError: the secret");
        assertEquals(404, browser.get("/missing").statusCode());
    }
}
