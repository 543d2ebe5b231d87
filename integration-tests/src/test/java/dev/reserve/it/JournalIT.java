package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server knows of its earlier runs.
class JournalIT {

    private Path directory = Path.of("");
    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        server = restarted();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBootWithABadJarServesTheLastGoodOneAndSaysSo() throws Exception {
        serve("one");
        serve("two");
        server.close();
        AppJar.answering("app", "three").launch("throw new IllegalStateException(\"no table\");").dropInto(server.deploy(), "app.jar");
        int before = server.log().length();
        server = restarted();
        server.awaitAnswer("web", "a", "two a");
        JsonObject artifact = server.awaitArtifact("app.jar", "rejected");
        assertTrue(artifact.get("reason").getAsString().contains("no table"), artifact.toString());
        String log = server.log().substring(before);
        assertTrue(log.contains("artifact app.jar: goes on with an earlier content from the store"), log);

        server.signal("KILL");
        server.awaitExit();
        Files.write(server.deploy().resolve("app.jar"), "no jar at all".getBytes(UTF_8));
        server = restarted();
        server.awaitAnswer("web", "b", "two b");
        serve("four");
    }

    @Test
    void aJarThatIsGoneAtTheBootIsNotBroughtBack() throws Exception {
        serve("one");
        server.close();
        Files.delete(server.deploy().resolve("app.jar"));
        server = restarted();
        assertEquals("", server.version("web"));
        server.awaitThat("the journal has it", () -> Pattern.compile(" removed file=app.jar ").matcher(journal()).find());
        server.close();
        Files.write(server.deploy().resolve("app.jar"), "no jar at all".getBytes(UTF_8));
        server = restarted();
        server.awaitArtifact("app.jar", "rejected");
        assertEquals("", server.version("web"));
    }

    @Test
    void theStoreKeepsTheLastFiveVersions() throws Exception {
        server.configure("reserve.app-app.cfg", "probation.seconds=0");
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            serve("w" + i);
            digests.add(server.find("artifacts", "file", "app.jar").orElseThrow().get("sha256").getAsString() + ".jar");
        }
        Set<String> lastFive = new TreeSet<>(digests.subList(3, 8));
        server.awaitThat("the store has the last five", () -> stored().equals(lastFive));
        server.close();
        server = restarted();
        server.awaitAnswer("web", "x", "w7 x");
        server.awaitThat("the store still has the last five", () -> stored().equals(lastFive));
    }

    @Test
    void bindingsVersionsAndOutcomesAreInTheJournal() throws Exception {
        server.configure("reserve.app-app.cfg", "probation.seconds=0");
        server.configure("reserve.binding-talk.cfg", "listener=web", "app=app", "args=one 'two three'");
        AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "x", "one x");
        String one = server.version("web");
        serve("two");
        new Versions(server, "app").await(one, "retired");
        AppJar.answering("app", "three").launch("throw new IllegalStateException(\"no table\");").dropInto(server.deploy(), "app.jar");
        server.awaitArtifact("app.jar", "rejected");
        Files.delete(server.deploy().resolve("reserve.binding-talk.cfg"));
        String args = "args=\"one 'two three'\"";
        for (String line : List.of("bound name=talk listener=web app=app " + args,
                "accepted file=app.jar sha256=[0-9a-f]{64} bundleVersion=1.0.0 apps=app",
                "current app=app " + args + " version=" + one + " sha256=[0-9a-f]{64} file=app.jar",
                "retired app=app " + args + " version=" + one + " .*",
                "rejected file=app.jar sha256=[0-9a-f]{64} reason=\".*no table\"", "unbound name=talk")) {
            Pattern pattern = Pattern.compile("(?m)^\\S+Z \\d+ " + line + " #[0-9a-f]{8}$");
            server.awaitThat("the journal has " + line, () -> pattern.matcher(journal()).find());
        }
    }

    @Test
    void aDamagedJournalIsKeptAsideAndTheServerGoesOn() throws Exception {
        serve("one");
        server.close();
        Path journal = server.data().resolve("journal");
        String whole = Files.readString(journal);
        Files.writeString(journal, "scribble\n" + whole.substring(0, whole.length() - 5));
        server = restarted();
        server.awaitAnswer("web", "a", "one a");
        assertTrue(server.log().contains("line 1"), server.log());
        server.awaitThat("what was found is kept",
                () -> Files.readString(journal.resolveSibling("journal.damaged")).startsWith("scribble"));
        server.awaitThat("the journal is whole again",
                () -> !journal().contains("scribble") && journal().contains(" accepted file=app.jar "));
        assertFalse(server.log().contains("Exception"), server.log());
    }

    private ServerProcess restarted() {
        return ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
    }

    private void serve(String word) {
        AppJar.answering("app", word).dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "x", word + " x");
    }

    private String journal() throws IOException {
        return Files.readString(server.data().resolve("journal"));
    }

    private Set<String> stored() throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(server.data().resolve("store"))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
