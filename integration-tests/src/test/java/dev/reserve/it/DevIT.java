package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server of somebody who writes a sub-app.
class DevIT {

    @Test
    void whatABuildMakesIsServedAndShowsWhatItThrows(@TempDir Path directory) throws IOException {
        Path target = directory.resolve("shop/target");
        Matcher shown = Pattern.compile("\\./reserve --dev --watch '(shop/target/[^']+)' http .*")
                .matcher(Guide.listings("development.md", "sh").getFirst().lines().findFirst().orElseThrow());
        assertTrue(shown.matches());
        try (ServerProcess server = ServerProcess.started(directory, "--dev", "--watch", shown.group(1), "-b", "web=127.0.0.1:0", "http")) {
            server.awaitLog("drain timeout 1 s");
            Files.createDirectories(target);
            HttpAppJar shop = HttpAppJar.answering("shop", "one");
            shop.dropInto(target, "shop.jar");
            server.awaitArtifact("shop.jar", "current");
            try (HttpClient client = HttpClient.connect(server.address("web"))) {
                assertEquals("one /x", client.get("/shop/x").body());
                shop.handling("throw new IllegalStateException(\"<script>no stock</script>\");").dropInto(target, "shop.jar");
                server.awaitThat("the next version serves", () -> client.get("/shop/x").status() == 500);
                for (int i = 0; i < 10; i++) { // more than would have it rolled back
                    HttpClient.Answer answer = client.get("/shop/x");
                    assertTrue(
                            answer.body().startsWith(
                                    "500 Server Error\n\njava.lang.IllegalStateException: <script>no stock</script>\n\tat test.App"),
                            answer.body());
                    assertEquals(Optional.of("text/plain;charset=utf-8"),
                            answer.header("Content-Type").map(value -> value.toLowerCase(Locale.ROOT)));
                    assertEquals(Optional.of("nosniff"), answer.header("X-Content-Type-Options"));
                }
                assertEquals("404 Not Found\n", client.get("/none").body());
                Files.delete(target.resolve("shop.jar"));
                Files.delete(target);
                HttpAppJar.answering("shop", "three").dropInto(Files.createDirectories(target), "shop.jar");
                server.awaitThat("the version after it serves", () -> client.get("/shop/x").body().equals("three /x"));
            }
        }
    }
}
