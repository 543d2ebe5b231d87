package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// New versions that have to show what they are worth.
class ProbationIT {

    private static final AppJar GOOD = AppJar.answering("app", "good");
    private static final AppJar THROWING = GOOD
            .launch("return (socket, client, server) -> { lines(socket).readLine(); throw new IllegalStateException(\"no table\"); };");
    /// Answers, but to the line `throw`.
    private static final AppJar FRAIL = GOOD.launch("""
            return (socket, client, server) -> {
                String line = lines(socket).readLine();
                if (line.equals("throw")) {
                    throw new IllegalStateException("as asked");
                }
                say(socket, "frail " + line);
            };""");

    private Path directory = Path.of("");
    private ServerProcess server;
    private Versions versions;
    private String good;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        directory = home;
        restart();
        GOOD.dropInto(server.deploy(), "app.jar");
        assertEquals("good a", server.answer("web", "a"));
        good = server.version("web");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reserve.app-app.cfg", "reserve.cfg"})
    void aVersionWhoseHandlerThrowsGivesWayToTheOneBefore(String configuration) throws Exception {
        configure(configuration, "probation.seconds=600", "probation.failures.min=4");
        try (Client open = server.connect("web")) {
            assertEquals("good a", open.exchange("a"));
            String bad = swapFor(THROWING);
            fail("any", 4);

            String reason = server.awaitArtifact("app.jar", "rejected").get("reason").getAsString();
            assertEquals("rolled back: 4 of 4 connections failed, the last with java.lang.IllegalStateException: no table", reason);
            assertEquals(good, server.version("web"));
            assertEquals("good b", server.answer("web", "b"));
            assertEquals("good b", open.exchange("b"));
            JsonObject shown = versions.await(bad, "rolled back");
            assertEquals(4, shown.get("failed").getAsInt());
            assertTrue(reason.endsWith(shown.get("reason").getAsString()), shown.toString());
            assertTrue(server.ctl("versions", "app").output().contains(shown.get("reason").getAsString()));
            server.awaitThat("the journal has it",
                    () -> journal().matches("(?s).* rolled-back app=app .*version=" + bad + " .*no table.*"));
        }
    }

    @Test
    void fewerFailuresThanTheMinimumProveNothing() throws Exception {
        configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=4", "probation.failures=50",
                "probation.failures.min=2");
        String frail = swapFor(FRAIL);
        fail("throw", 1);
        assertEquals("frail a", server.answer("web", "a"));
        assertEquals("frail b", server.answer("web", "b"));
        server.awaitThat("they have ended", () -> versions.in("current").getFirst().get("open").getAsInt() == 0);
        fail("throw", 1); // two of four are not more than half
        versions.await(good, "retired");
        fail("throw", 5); // it has passed
        server.awaitThat("all failures are counted",
                () -> versions.in("current").getFirst().get("failed").getAsInt() == 7);
        assertEquals(frail, server.version("web"));
        assertEquals("frail c", server.answer("web", "c"));
    }

    @Test
    void theVersionBeforeStaysUntilTheProbationIsOver() throws Exception {
        configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=2");
        swapFor(AppJar.answering("app", "better"));
        assertEquals("better a", server.answer("web", "a"));
        versions.await(good, "standby");
        assertEquals("on probation", versions.in("current").getFirst().get("reason").getAsString());
        assertEquals("better b", server.answer("web", "b"));
        versions.await(good, "retired");
        assertTrue(versions.in("current").getFirst().get("reason").isJsonNull());
    }

    @Test
    void whatWasRolledBackIsNotTriedAgainBeforeItsContentChanges() throws Exception {
        configure("reserve.app-app.cfg", "probation.seconds=600");
        String bad = swapFor(THROWING);
        fail("any", 3);
        versions.await(bad, "rolled back");

        THROWING.dropInto(server.deploy(), "app.jar");
        AppJar.answering("other", "other").dropInto(server.deploy(), "other.jar"); // seen in the same look as app.jar, or in a later one
        server.awaitArtifact("other.jar", "waiting");
        server.awaitArtifact("app.jar", "rejected");
        assertEquals(good, server.version("web"));

        server.close();
        int before = server.log().length();
        restart();
        server.awaitAnswer("web", "b", "good b");
        String reason = server.awaitArtifact("app.jar", "rejected").get("reason").getAsString();
        assertTrue(reason.startsWith("rolled back before: 3 of 3 connections failed"), reason);
        assertTrue(server.log().substring(before).contains("goes on with an earlier content from the store"), server.log());
        assertEquals(1, versions.all().size(), versions.all().toString());

        swapFor(AppJar.answering("app", "mended"), server.version("web"));
        server.awaitAnswer("web", "c", "mended c");
    }

    private void restart() {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        versions = new Versions(server, "app");
    }

    private void configure(String file, String... lines) {
        server.configure(file, lines);
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
    }

    private String swapFor(AppJar jar) {
        return swapFor(jar, good);
    }

    private String swapFor(AppJar jar, String before) {
        jar.dropInto(server.deploy(), "app.jar");
        return versions.awaitSuccessor("web", before);
    }

    /// Connections that are not answered, one after the other.
    private void fail(String line, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            try (Client client = server.connect("web")) {
                client.send(line);
                assertTrue(client.receive().isEmpty());
            }
        }
    }

    private String journal() throws IOException {
        return Files.readString(server.data().resolve("journal"));
    }
}
