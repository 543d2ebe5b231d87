package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// New versions whose bundle registers a Felix Health Check.
class HealthCheckIT {

    private static final String PROPERTIES = """
            java.util.Hashtable<String, Object> named = new java.util.Hashtable<>(java.util.Map.of("hc.name", "tables"));
            """;

    private Path directory = Path.of("");
    private ServerProcess server;
    private Versions versions;
    private String good;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"));
        server.configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=3");
        AppJar.answering("app", "good").dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "a", "good a");
        good = server.version("web");
        versions = new Versions(server, "app");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aVersionThatIsNotWellGivesWayToTheOneBefore() {
        drop("sick", "return new org.apache.felix.hc.api.Result(org.apache.felix.hc.api.Result.Status.CRITICAL, \"no table\");");
        String reason = server.awaitArtifact("app.jar", "rejected").get("reason").getAsString();
        assertEquals("rolled back: health check tables is CRITICAL: no table", reason);
        assertEquals(good, server.version("web"));
        server.awaitAnswer("web", "b", "good b");
    }

    @Test
    void aVersionThatFallsIllDuringItsProbationGivesWay() throws IOException {
        Path plague = directory.resolve("plague");
        drop("frail", """
                return new org.apache.felix.hc.api.Result(java.nio.file.Files.exists(java.nio.file.Path.of("%s"))
                        ? org.apache.felix.hc.api.Result.Status.WARN : org.apache.felix.hc.api.Result.Status.OK, "looked");
                """.formatted(plague));
        String frail = versions.awaitSuccessor("web", good);
        assertEquals("frail a", server.answer("web", "a"));
        Files.createFile(plague);
        assertTrue(versions.await(frail, "rolled back").get("reason").getAsString().contains("health check tables is WARN: looked"));
        server.awaitAnswer("web", "b", "good b");
    }

    @Test
    void aVersionThatIsWellPassesItsProbation() throws IOException {
        drop("well", "return new org.apache.felix.hc.api.Result(org.apache.felix.hc.api.Result.Status.OK, \"fine\");");
        versions.awaitSuccessor("web", good);
        for (int i = 0; i < 3; i++) {
            assertEquals("well a", server.answer("web", "a"));
        }
        versions.await(good, "retired");
    }

    @Test
    void aCheckThatThrowsOrHangsIsNotWell() {
        drop("throwing", "throw new IllegalStateException(\"as the test wants\");");
        assertTrue(server.awaitArtifact("app.jar", "rejected").get("reason").getAsString()
                .contains("health check tables failed: java.lang.IllegalStateException: as the test wants"));
        drop("hanging", "try { Thread.sleep(600_000); } catch (InterruptedException e) { } return null;");
        server.awaitThat("the hanging one is sent back", () -> server.find("artifacts", "file", "app.jar").orElseThrow().toString()
                .contains("the health check has not returned within 10.0 s"));
        server.awaitAnswer("web", "b", "good b");
    }

    private void drop(String word, String check) {
        AppJar.answering("app", word).header("Import-Package", "dev.reserve.app, org.osgi.framework, org.apache.felix.hc.api")
                .start(PROPERTIES + "context.registerService(org.apache.felix.hc.api.HealthCheck.class, () -> {" + check + "}, named);")
                .dropInto(server.deploy(), "app.jar");
    }
}
