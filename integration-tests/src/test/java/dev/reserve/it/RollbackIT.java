package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

/// What an operator does by hand: roll back, look at versions, take out of service.
class RollbackIT {

    private static final AppJar ONE = AppJar.answering("app", "one");
    private static final AppJar TWO = AppJar.answering("app", "two").version("2.0.0");

    private Path directory = Path.of("");
    private ServerProcess server;
    private Versions versions;
    private String one;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        directory = home;
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        versions = new Versions(server, "app");
        server.configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=1");
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
        ONE.dropInto(server.deploy(), "app.jar");
        assertEquals("one a", server.answer("web", "a"));
        one = server.version("web");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aVersionOnProbationIsRolledBackByHand() throws Exception {
        String two = swap();
        assertEquals(new ServerProcess.Outcome(0, ""), server.ctl("rollback", "app"));
        assertEquals(one, server.version("web"));
        assertEquals("one b", server.answer("web", "b"));
        assertEquals("rolled back: by hand", server.awaitArtifact("app.jar", "rejected").get("reason").getAsString());
        assertEquals("by hand", versions.await(two, "rolled back").get("reason").getAsString());
        assertNotEquals(0, server.ctl("rollback", "app").exit());
        assertEquals(one, server.version("web"));
    }

    @Test
    void aVersionThatHasPassedIsRolledBackByHandToTheCopyInTheStore() throws Exception {
        swap();
        try (Client open = server.connect("web")) {
            assertEquals("two a", open.exchange("a"));
            assertEquals("two b", server.answer("web", "b"));
            versions.await(one, "retired");
            assertEquals(new ServerProcess.Outcome(0, ""), server.ctl("rollback", "app"));
            server.awaitAnswer("web", "c", "one c");
            assertEquals("two d", open.exchange("d"));
        }
        assertEquals("rolled back: by hand", server.awaitArtifact("app.jar", "rejected").get("reason").getAsString());
        server.awaitThat("the journal has it", () -> journal().matches("(?s).* rolled-back app=app .*reason=\"by hand\".*"));

        server.close();
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        server.awaitAnswer("web", "e", "one e");
        server.awaitArtifact("app.jar", "rejected");
    }

    @Test
    void withNothingToGoBackToNothingHappensAndTheOperatorIsTold() throws Exception {
        ServerProcess.Outcome outcome = server.ctl("rollback", "app");
        assertEquals(1, outcome.exit());
        assertTrue(outcome.output().contains("nothing to go back to"), outcome.output());
        assertNotEquals(0, server.ctl("rollback", "nobody").exit());
        assertEquals("one b", server.answer("web", "b"));
        assertEquals(one, server.version("web"));
    }

    @Test
    void theVersionsOfAnAppAreShownTheNewestFirst() {
        String two = swap();
        String shown = server.ctl("versions", "app").output();
        assertTrue(shown.matches("(?s)APP +VERSION.*app +" + two + " +current .*app +" + one + " +standby .*"), shown);
        ServerProcess.Outcome none = server.ctl("versions", "nobody");
        assertEquals(69, none.exit());
        assertTrue(none.output().contains("nobody"), none.output());
    }

    @Test
    void anAppThatIsTakenOutOfServiceFinishesWhatItHasAndLetsTheRestWait() throws Exception {
        try (Client open = server.connect("web")) {
            assertEquals("one b", open.exchange("b"));
            assertEquals(0, server.ctl("drain", "app").exit());
            server.awaitThat("nothing serves", () -> server.version("web").isEmpty());
            String reason = server.find("listeners", "name", "web").orElseThrow().get("reason").getAsString();
            assertTrue(reason.contains("app app is out of service"), reason);
            try (Client waiting = server.connect("web")) {
                waiting.send("c");
                server.awaitThat("one waits", () -> server.find("listeners", "name", "web").orElseThrow().get("waiting").getAsInt() == 1);
                assertEquals("one d", open.exchange("d"));
                open.finish();
                versions.await(one, "retired");
                assertEquals(0, server.ctl("drain", "--off", "app").exit());
                assertEquals("one c", waiting.receive().orElseThrow());
            }
        }
        server.awaitAnswer("web", "e", "one e");
    }

    private String swap() {
        TWO.dropInto(server.deploy(), "app.jar");
        return versions.awaitSuccessor("web", one);
    }

    private String journal() throws IOException {
        return Files.readString(server.data().resolve("journal"));
    }
}
