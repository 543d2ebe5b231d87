package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotDeploymentIT {

    private ServerProcess server;
    private Path deploy;

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        deploy = server.deploy();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aNewJarServesAndAnOverwrittenOneTakesOver() throws Exception {
        AppJar.answering("app", "one").dropInto(deploy, "app.jar");
        try (Client old = server.connect("web")) {
            assertEquals("one a", old.exchange("a"));
            AppJar.answering("app", "two").dropInto(deploy, "app.jar");
            server.awaitAnswer("web", "x", "two x");
            assertEquals("one b", old.exchange("b"));
            old.finish();
            assertTrue(old.receive().isEmpty());
        }
        server.awaitLog("is retired, drained");
        assertEquals("current", server.awaitArtifact("app.jar", "current").get("state").getAsString());
    }

    @Test
    void anOverwriteOfTheSameSizeAndTimeIsSeen() throws Exception {
        byte[] first = AppJar.answering("app", "one").bytes();
        String word = Stream.of("two", "six", "ten", "red", "tan", "sea", "fig", "oak", "elm", "ash", "bay", "cup")
                .filter(each -> AppJar.answering("app", each).bytes().length == first.length).findFirst().orElseThrow();
        FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        moveThere(first, time);
        server.awaitAnswer("web", "x", "one x");
        moveThere(AppJar.answering("app", word).bytes(), time);
        server.awaitAnswer("web", "x", word + " x");
    }

    private void moveThere(byte[] jar, FileTime time) throws IOException {
        Path part = Files.write(deploy.resolve("app.jar.part"), jar);
        Files.setLastModifiedTime(part, time);
        Files.move(part, deploy.resolve("app.jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aHigherVersionInAnotherFileTakesOverUntilItIsDeleted() throws Exception {
        AppJar.answering("app", "one").version("1.0.0").dropInto(deploy, "a.jar");
        assertEquals("one x", server.answer("web", "x"));
        AppJar.answering("app", "two").version("1.0.1").dropInto(deploy, "b.jar");
        server.awaitAnswer("web", "x", "two x");
        JsonObject standby = server.awaitArtifact("a.jar", "standby");
        assertTrue(standby.get("reason").getAsString().contains("b.jar"), standby.toString());
        Files.delete(deploy.resolve("b.jar"));
        server.awaitAnswer("web", "x", "one x");
        server.awaitArtifact("a.jar", "current");
        assertTrue(server.find("artifacts", "file", "b.jar").isEmpty());
    }

    @Test
    void aLowerVersionInAnotherFileStandsBy() throws Exception {
        AppJar.answering("app", "ten").version("1.10.0").dropInto(deploy, "b.jar");
        assertEquals("ten x", server.answer("web", "x"));
        String serving = server.version("web");
        AppJar.answering("app", "nine").version("1.9.0").dropInto(deploy, "c.jar");
        server.awaitArtifact("c.jar", "standby");
        assertEquals(serving, server.version("web"));
        assertEquals("ten x", server.answer("web", "x"));
    }

    @Test
    void afterADeletionConnectionsWaitForAnAppAndOpenOnesGoOn() throws Exception {
        AppJar.answering("app", "one").dropInto(deploy, "app.jar");
        try (Client open = server.connect("web")) {
            assertEquals("one a", open.exchange("a"));
            Files.delete(deploy.resolve("app.jar"));
            server.awaitThat("there is no version", () -> server.version("web").isEmpty());
            assertEquals("one b", open.exchange("b"));
            try (Client first = server.connect("web"); Client second = server.connect("web")) {
                first.send("c");
                second.send("d");
                assertEquals(1, server.find("listeners", "name", "web").orElseThrow().get("accepted").getAsInt());
                AppJar.answering("app", "two").dropInto(deploy, "app.jar");
                assertEquals("two c", first.receive().orElseThrow());
                assertEquals("two d", second.receive().orElseThrow());
            }
            assertEquals("one e", open.exchange("e"));
        }
    }

    @Test
    void aRenamedJarGoesOnServingWithoutAnotherLaunch() throws Exception {
        AppJar.answering("app", "one").dropInto(deploy, "app.jar");
        try (Client open = server.connect("web")) {
            assertEquals("one a", open.exchange("a"));
            String serving = server.version("web");
            Files.move(deploy.resolve("app.jar"), deploy.resolve("renamed.jar"));
            server.awaitArtifact("renamed.jar", "current");
            server.awaitThat("the old name is gone", () -> server.find("artifacts", "file", "app.jar").isEmpty());
            assertEquals(serving, server.version("web"));
            JsonObject version = onlyVersion();
            assertEquals("renamed.jar", version.get("artifact").getAsString());
            assertEquals("one b", open.exchange("b"));
        }
        Files.delete(deploy.resolve("renamed.jar"));
        server.awaitThat("there is no version", () -> server.version("web").isEmpty());
    }

    @Test
    void aFileThatIsWrittenInPiecesServesWhenItIsWhole() throws Exception {
        Path file = deploy.resolve("app.jar");
        byte[] one = AppJar.answering("app", "one").bytes();
        Files.write(file, Arrays.copyOf(one, one.length / 2));
        server.awaitThat("the server has looked at it", () -> server.find("artifacts", "file", "app.jar").isPresent());
        Files.write(file, Arrays.copyOfRange(one, one.length / 2, one.length), StandardOpenOption.APPEND);
        server.awaitAnswer("web", "x", "one x");

        String serving = server.version("web");
        byte[] two = AppJar.answering("app", "two").bytes();
        Files.write(file, Arrays.copyOf(two, two.length / 2));
        JsonObject half = server.awaitArtifact("app.jar", "rejected");
        assertTrue(half.get("reason").getAsString().contains("not a whole jar"), half.toString());
        assertEquals(serving, server.version("web"));
        assertEquals("one x", server.answer("web", "x"));
        Files.write(file, Arrays.copyOfRange(two, two.length / 2, two.length), StandardOpenOption.APPEND);
        server.awaitAnswer("web", "x", "two x");
        server.awaitArtifact("app.jar", "current");
    }

    @Test
    void hiddenAndTemporaryFilesAreNeverLookedAt() throws Exception {
        List<String> names = List.of(".app.jar", "app.jar.part", "app.jar.tmp", "app.jar~", ".reserve.binding-x.cfg",
                "reserve.binding-x.cfg~");
        byte[] jar = AppJar.answering("hidden", "hidden").bytes();
        for (String name : names) {
            Files.write(deploy.resolve(name), jar);
        }
        AppJar.answering("app", "seen").dropInto(deploy, "app.jar");
        assertEquals("seen x", server.answer("web", "x"));
        JsonObject status = server.status();
        assertEquals(1, status.getAsJsonArray("artifacts").size(), status.toString());
        assertEquals(0, status.getAsJsonArray("bindings").size(), status.toString());
        for (String name : names) {
            assertFalse(server.log().contains(name + ":"), server.log());
        }
    }

    @Test
    void theSameContentOnceMoreIsNoNewVersion() throws Exception {
        AppJar jar = AppJar.answering("app", "one");
        jar.dropInto(deploy, "app.jar");
        assertEquals("one x", server.answer("web", "x"));
        String serving = server.version("web");
        jar.dropInto(deploy, "app.jar");
        Files.setLastModifiedTime(deploy.resolve("app.jar"), FileTime.from(Instant.now().plusSeconds(5)));
        AppJar.answering("later", "later").dropInto(deploy, "later.jar");
        server.awaitArtifact("later.jar", "waiting"); // so the look at the other one, which came first, is over too
        server.awaitArtifact("app.jar", "current");
        assertEquals(serving, server.version("web"));
        onlyVersion();
    }

    @Test
    void aJarThatIsDeletedAndAtOnceReplacedIsSwappedWithoutAGap() throws Exception {
        AppJar.answering("app", "one").dropInto(deploy, "app.jar");
        assertEquals("one x", server.answer("web", "x"));
        Path next = deploy.resolve("next.tmp");
        Files.write(next, AppJar.answering("app", "two").bytes());
        Files.delete(deploy.resolve("app.jar"));
        Files.move(next, deploy.resolve("app.jar"));
        server.awaitAnswer("web", "x", "two x");
        assertFalse(server.log().contains("no version is current"), server.log());
    }

    /// The one version that the app has, or has had.
    private JsonObject onlyVersion() {
        JsonObject app = server.find("apps", "name", "app").orElseThrow();
        assertEquals(1, app.getAsJsonArray("versions").size(), app.toString());
        return app.getAsJsonArray("versions").get(0).getAsJsonObject();
    }
}
