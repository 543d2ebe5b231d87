package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.PageKind;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Artifacts that are no jars, of a kind that a bundle of the server has added: sub-apps, each a file or a folder.
class AddedKindIT {

    private Path directory = Path.of("");
    private Path home = Path.of("");
    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        home = PageKind.distribution(directory);
        start();
    }

    private void start() {
        List<String> command = List.of(home.resolve("bin/sdlaunch").toString(), "-b", "web=127.0.0.1:0", "--",
                home.resolve("bin/reserve").toString(), "--deploy", directory.resolve("deploy").toString(), "--data",
                directory.resolve("data").toString(), "http");
        server = ServerProcess.start(directory, command, Map.of()).awaitServing();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFileIsMountedUnderItsNameAndWhereverConfigurationSays() throws IOException {
        file("blog.page", "one");
        awaitBody("/blog/x", "one");
        server.configure("reserve.mount-news.cfg", "app=blog", "args=for you");
        awaitBody("/news/x", "one for you");
        file("blog.page", "two");
        awaitBody("/news/x", "two for you");
        Files.delete(server.deploy().resolve("reserve.mount-news.cfg"));
        awaitBody("/blog/x", "two");
        Files.delete(server.deploy().resolve("blog.page"));
        server.awaitThat("nobody serves", () -> server.find("artifacts", "file", "blog.page").isEmpty());
    }

    @Test
    void aFolderIsSwappedBetweenTheRequestsOfOneConnectionAndGoesWithoutATrace() throws IOException {
        write("blog/index.page", "one");
        awaitBody("/blog/", "one");
        try (HttpClient client = HttpClient.connect(server.address("web"))) {
            assertEquals("one", client.get("/blog/").body());
            write("blog/deep/er/other.txt", "other");
            server.awaitThat("the change is noticed", () -> server.status().getAsJsonArray("apps").toString().contains("standby"));
            write("blog/index.page", "two");
            server.awaitThat("two", () -> client.get("/blog/").body().equals("two"));
            write("blog/index.page", "");
            server.awaitArtifact("blog", "rejected");
            assertEquals("two", client.get("/blog/").body());
        }
        delete("blog");
        server.awaitThat("it is gone", () -> server.find("artifacts", "file", "blog").isEmpty() && status("/blog/") == 404);
    }

    @Test
    void aStartWithABadFolderGoesOnWithTheLastGoodOne() throws IOException {
        write("blog/index.page", "one");
        awaitBody("/blog/", "one");
        server.close();
        write("blog/index.page", "");
        start();
        awaitBody("/blog/", "one");
        assertTrue(server.awaitArtifact("blog", "rejected").get("reason").getAsString().contains("the page is blank"));
    }

    /// What watches files follows every link in a folder, if it looks into it at all: each of these doubles the ways.
    @Test
    void aFolderFullOfLinksToItselfKeepsNobodyFromNoticingOthers() throws IOException {
        write("maze/index.page", "maze");
        for (int i = 0; i < 20; i++) {
            Files.createSymbolicLink(server.deploy().resolve("maze/link" + i), Path.of("."));
        }
        assertTrue(server.awaitArtifact("maze", "rejected").get("reason").getAsString()
                .contains("link0 is a link that leads back to a folder which it is in"));
        HttpAppJar.answering("shop", "shop").dropInto(server.deploy(), "shop.jar");
        awaitBody("/shop/a", "shop /a");
        write("blog/index.page", "blog");
        awaitBody("/blog/", "blog");
    }

    @Test
    void aFolderBesideAJarWithItsAppIsRejectedUntilTheJarIsGone() throws IOException {
        HttpAppJar.answering("blog", "jar").dropInto(server.deploy(), "any.jar");
        awaitBody("/blog/a", "jar /a");
        write("blog/index.page", "folder");
        assertTrue(server.awaitArtifact("blog", "rejected").get("reason").getAsString()
                .startsWith("app blog comes from any.jar already, and blog has one of that name too"));
        Files.delete(server.deploy().resolve("any.jar"));
        awaitBody("/blog/a", "folder");
    }

    private void file(String name, String text) throws IOException {
        Path part = Files.writeString(server.deploy().resolve(name + ".part"), text);
        Files.move(part, server.deploy().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(String path, String text) throws IOException {
        Path file = server.deploy().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void delete(String folder) throws IOException {
        try (var all = Files.walk(server.deploy().resolve(folder))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private int status(String path) throws IOException {
        try (HttpClient client = HttpClient.connect(server.address("web"))) {
            return client.get(path).status();
        }
    }

    private void awaitBody(String path, String body) {
        server.awaitThat(path + " is answered by " + body, () -> {
            try (HttpClient client = HttpClient.connect(server.address("web"))) {
                return client.get(path).body().equals(body);
            }
        });
    }
}
