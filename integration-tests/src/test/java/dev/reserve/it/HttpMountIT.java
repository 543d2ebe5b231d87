package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.HttpLoad;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which sub-app of `http` a request goes to.
class HttpMountIT {

    private Path directory = Path.of("");
    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        start("http");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aSubAppServesUnderItsNameOrWhereItSays() throws IOException {
        drop("shop", HttpAppJar.answering("shop", "shop"));
        drop("blog", HttpAppJar.answering("blog", "blog").properties("\"reserve.http.path\", new String[] {\"/blog\", \"/news/\"}"));
        drop("home", HttpAppJar.answering("home", "home").properties("\"reserve.http.path\", \"/\""));
        awaitBody("/shop/a", "shop /a");
        awaitBody("/blog/a", "blog /a");
        awaitBody("/news/a", "blog /a");
        awaitBody("/shopping", "home /shopping");
        try (HttpClient client = connect()) {
            HttpClient.Answer answer = client.get("/shop?a=b");
            assertEquals(301, answer.status());
            assertEquals("/shop/?a=b", answer.header("Location").orElse(""));
            assertEquals("home /", client.get("/").body());
            assertEquals("home /x/shop/", client.get("/x/shop/").body());
            assertEquals("home /sh", client.get("/shop/../sh").body());
        }
    }

    @Test
    void aConfiguredMountGoesBeforeTheDefaultAndTheLongestPathWins() throws IOException {
        server.configure("reserve.mount-cellar.cfg", "path=/shop/wine", "app=shop", "args=red 'dry white'");
        server.configure("reserve.mount-shop.cfg", "args=bread");
        drop("shop", HttpAppJar.answering("shop", "")
                .launch("""
                String all = String.join("+", args);
                return handler((request, response, callback) -> text(response, callback, all + " " + Request.getPathInContext(request)));"""));
        awaitBody("/shop/wine/a", "red+dry white /a");
        awaitBody("/shop/a", "bread /a");
        JsonObject mount = server.find("mounts", "name", "cellar").orElseThrow();
        assertEquals("/shop/wine", mount.get("path").getAsString());
        assertTrue(mount.get("reason").isJsonNull(), mount.toString());
        Files.delete(server.deploy().resolve("reserve.mount-shop.cfg"));
        server.awaitThat("without the mount nobody serves", () -> status("/shop/a") == 404);
        awaitBody("/shop/wine/a", "red+dry white /a");
    }

    @Test
    void aChangedMountServesAsBeforeUntilWhatItAsksForServes() {
        server.configure("reserve.mount-shop.cfg", "args=bread");
        drop("shop", HttpAppJar.answering("shop", "")
                .launch("""
                String all = String.join("+", args);
                if (all.equals("none")) {
                    throw new IllegalArgumentException("nothing to sell");
                }
                return handler((request, response, callback) -> text(response, callback, all));"""));
        awaitBody("/shop/", "bread");
        try (HttpLoad load = new HttpLoad(4, server.address("web"), "/shop/")) {
            server.configure("reserve.mount-shop.cfg", "args=wine");
            awaitBody("/shop/", "wine");
            server.configure("reserve.mount-shop.cfg", "args=none");
            server.awaitThat("the reason is shown", () -> server.status().getAsJsonArray("mounts").asList().stream()
                    .anyMatch(mount -> mount.toString().contains("nothing to sell")));
            server.configure("reserve.mount-shop.cfg", "path=/shop", "args=cake");
            awaitBody("/shop/", "cake");
            assertEquals(List.of(), load.failures());
            assertEquals(Set.of("bread", "wine", "cake"), load.bodies());
        }
    }

    @Test
    void aChangedMountWhoseRequestsFailServesAsBefore() throws IOException {
        server.configure("reserve.app-shop.cfg", "probation.seconds=600", "probation.connections=3", "probation.failures.min=3");
        server.configure("reserve.mount-shop.cfg", "args=bread");
        drop("shop", HttpAppJar.answering("shop", "")
                .launch("""
                String all = String.join("+", args);
                return handler((request, response, callback) -> {
                    if (all.equals("stale")) {
                        throw new IllegalStateException("the bread is stale");
                    }
                    text(response, callback, all);
                });"""));
        awaitBody("/shop/", "bread");
        String bread = version("bread");
        server.configure("reserve.mount-shop.cfg", "args=stale");
        server.awaitThat("what is asked for serves", () -> status("/shop/") == 500);
        assertEquals(500, status("/shop/"));
        assertEquals(500, status("/shop/"));
        awaitBody("/shop/", "bread");
        String reason = server.find("mounts", "name", "shop").orElseThrow().get("reason").getAsString();
        assertTrue(reason.startsWith("rolled back: 3 of 3 requests failed") && reason.endsWith("the bread is stale"), reason);
        assertEquals(bread, version("bread"));
        String versions = server.ctl("versions", "shop").output();
        assertTrue(versions.contains("rolled back") && versions.contains("the bread is stale"), versions);
        assertEquals("current", server.awaitArtifact("shop.jar", "current").get("state").getAsString());

        server.configure("reserve.mount-shop.cfg", "args=wine");
        awaitBody("/shop/", "wine");
        assertEquals(0, server.ctl("rollback", "shop").exit());
        awaitBody("/shop/", "bread");
        server.configure("reserve.mount-shop.cfg", "args=cake");
        awaitBody("/shop/", "cake");
        awaitBody("/shop/", "cake");
        awaitBody("/shop/", "cake");
        server.awaitThat("what served before is let go", () -> server.status().getAsJsonArray("mounts").size() == 1);
        awaitBody("/shop/", "cake");
    }

    /// The version that a mount with these arguments has.
    private String version(String args) {
        return server.status().getAsJsonArray("mounts").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(mount -> mount.getAsJsonArray("args").asList().equals(List.of(new JsonPrimitive(args)))).findFirst().orElseThrow()
                .get("version").getAsString();
    }

    @Test
    void aHostSelectsItsMounts() throws IOException {
        server.configure("reserve.mount-a.cfg", "path=/", "host=a.example", "app=shop", "args=a");
        server.configure("reserve.mount-b.cfg", "path=/", "host=B.example", "app=shop", "args=b");
        server.configure("reserve.mount-all.cfg", "path=/all", "app=shop", "args=all");
        drop("shop", HttpAppJar.answering("shop", "").launch(
                "return handler((request, response, callback) -> text(response, callback, args[0] + Request.getPathInContext(request)));"));
        awaitBody("/all/x", "all/x");
        try (HttpClient client = connect()) {
            server.awaitThat("a serves", () -> client.get("/x", "a.example").body().equals("a/x"));
            server.awaitThat("b serves", () -> client.get("/x", "b.EXAMPLE:80").body().equals("b/x"));
            assertEquals("a/all/x", client.get("/all/x", "a.example").body());
            assertEquals("all/x", client.get("/all/x", "c.example").body());
            assertEquals(404, client.get("/x", "c.example").status());
        }
    }

    @Test
    void aMountThatIsWrongIsShownAndTheLastGoodOneHolds() throws IOException {
        drop("shop", HttpAppJar.answering("shop", "shop"));
        server.configure("reserve.mount-main.cfg", "path=/main", "app=shop");
        awaitBody("/main/", "shop /");
        server.configure("reserve.mount-main.cfg", "path=main", "app=shop");
        server.awaitThat("the status says what is wrong",
                () -> server.status().getAsJsonArray("mounts").toString().contains("path=main; expected a path that begins with /"));
        awaitBody("/main/", "shop /");
        server.configure("reserve.mount-other.cfg", "path=/other", "app=shop", "pth=1");
        server.awaitThat("an unknown key is named", () -> server.status().getAsJsonArray("mounts").toString().contains("pth"));
        server.configure("reserve.mount-none.cfg", "path=/none", "app=none");
        server.awaitThat("an app that is not there is named", () -> server.find("mounts", "name", "none")
                .filter(mount -> mount.get("reason").toString().contains("no artifact offers app none")).isPresent());
        assertEquals(503, status("/none/"));
    }

    @Test
    void aNewVersionMayServeElsewhere() throws IOException {
        drop("shop", HttpAppJar.answering("shop", "one"));
        awaitBody("/shop/", "one /");
        drop("shop", HttpAppJar.answering("shop", "two").properties("\"reserve.http.path\", \"/store\""));
        awaitBody("/store/", "two /");
        server.awaitThat("nobody serves where it was", () -> status("/shop/") == 404);
    }

    @Test
    void oneSubAppOfTheCommandLineServesEverything() throws IOException {
        server.close();
        start("http", "shop", "bread", "and butter");
        assertEquals(503, status("/a"));
        drop("blog", HttpAppJar.answering("blog", "blog"));
        server.awaitThat("the other sub-app says why it does not serve", () -> server.find("artifacts", "file", "blog.jar")
                .filter(artifact -> artifact.get("reason").toString().contains("every http has been given one sub-app")).isPresent());
        drop("shop", HttpAppJar.answering("shop", "").launch("""
                String all = String.join("+", args);
                return handler((request, response, callback) -> text(response, callback, all + Request.getPathInContext(request)));"""));
        awaitBody("/blog/a", "bread+and butter/blog/a");
        Files.delete(server.deploy().resolve("shop.jar"));
        server.awaitThat("nobody serves", () -> status("/blog/a") == 503);
    }

    @Test
    void withoutHttpASubAppSaysWhatItWaitsFor() {
        server.close();
        start("echo");
        drop("shop", HttpAppJar.answering("shop", "shop"));
        assertTrue(server.awaitArtifact("shop.jar", "waiting").get("reason").getAsString()
                .contains("it is a sub-app of http, and no listener is bound to app http"));
    }

    private void start(String... reserve) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), reserve);
    }

    private void drop(String app, HttpAppJar jar) {
        jar.dropInto(server.deploy(), app + ".jar");
    }

    private HttpClient connect() {
        return HttpClient.connect(server.address("web"));
    }

    private int status(String path) throws IOException {
        try (HttpClient client = connect()) {
            return client.get(path).status();
        }
    }

    private void awaitBody(String path, String body) {
        server.awaitThat(path + " is answered by " + body, () -> {
            try (HttpClient client = connect()) {
                return client.get(path).body().equals(body);
            }
        });
    }
}
