package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A deploy folder that goes away as a whole, or becomes another one. One app serves by a binding, the other for want of another.
class DeployFolderFaultIT {

    private static final AppJar ONE = AppJar.answering("one", "one");

    private Path directory = Path.of("");
    private ServerProcess server;
    private String version = "";

    @BeforeEach
    void start(@TempDir Path home) {
        directory = home;
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serve() {
        ONE.dropInto(server.deploy(), "one.jar");
        server.configure("reserve.binding-talk.cfg", "listener=web", "app=one", "args=a");
        server.awaitThat("the binding is in force", () -> server.find("bindings", "name", "talk").isPresent());
        server.awaitAnswer("web", "a", "one a");
        version = server.version("web");
    }

    @Test
    void whenTheFolderIsMovedAwayAndBackWhatServedGoesOn() throws Exception {
        serve();
        try (Client open = server.connect("web")) {
            assertEquals("one a", open.exchange("a"));
            Path elsewhere = directory.resolve("elsewhere");
            Files.move(server.deploy(), elsewhere);
            Files.createDirectory(server.deploy());
            server.awaitLog("what served goes on serving");
            assertUndisturbed(open);
            Files.delete(server.deploy());
            Files.move(elsewhere, server.deploy());
            AppJar.answering("other", "other").dropInto(server.deploy(), "other.jar");
            server.awaitArtifact("other.jar", "waiting"); // the folder is looked at again
            assertUndisturbed(open);
            AppJar.answering("one", "next").dropInto(server.deploy(), "one.jar");
            server.awaitAnswer("web", "b", "next b");
        }
    }

    @Test
    void whenTheFolderIsUnmountedWhatServedGoesOnAndMountedAgainItIsLookedAtAgain() throws Exception {
        Path device = Files.createDirectory(directory.resolve("device"));
        mount("-t", "tmpfs", "tmpfs", device.toString());
        try {
            mount("--bind", device.toString(), server.deploy().toString());
            serve();
            try (Client open = server.connect("web")) {
                assertEquals("one a", open.exchange("a"));
                unmount(server.deploy());
                server.awaitLog("what served goes on serving");
                assertUndisturbed(open);
                AppJar.answering("one", "next").dropInto(device, "one.jar");
                mount("--bind", device.toString(), server.deploy().toString());
                server.awaitAnswer("web", "b", "next b");
                assertEquals("one c", open.exchange("c"));
                assertTrue(server.find("bindings", "name", "talk").isPresent());
            } finally {
                unmount(server.deploy());
            }
        } finally {
            unmount(device);
        }
    }

    @Test
    void whatIsNotThereAnyMoreWhenTheFolderIsBackEnds() throws Exception {
        serve();
        Path elsewhere = directory.resolve("elsewhere");
        Files.move(server.deploy(), elsewhere);
        Files.createDirectory(server.deploy());
        server.awaitLog("what served goes on serving");
        Files.delete(elsewhere.resolve("reserve.binding-talk.cfg"));
        Files.delete(elsewhere.resolve("one.jar"));
        Files.delete(server.deploy());
        Files.move(elsewhere, server.deploy());
        server.awaitThat("its version ends", () -> server.version("web").isEmpty());
        server.awaitThat("the binding is gone", () -> server.find("bindings", "name", "talk").isEmpty());
    }

    @Test
    void aFolderThatIsEmptiedIsOneWhoseFilesWereDeleted() throws Exception {
        serve();
        Files.delete(server.deploy().resolve("reserve.binding-talk.cfg"));
        Files.delete(server.deploy().resolve("one.jar"));
        server.awaitThat("its version ends", () -> server.version("web").isEmpty());
        assertTrue(server.find("artifacts", "file", "one.jar").isEmpty());
    }

    @Test
    void aFolderReplacedByALinkToAnotherServesWhatIsThere() throws Exception {
        serve();
        try (Client open = server.connect("web")) {
            assertEquals("one a", open.exchange("a"));
            Path second = release("second");
            Files.move(server.deploy(), directory.resolve("first"));
            Files.createSymbolicLink(server.deploy(), second);
            server.awaitAnswer("web", "b", "second b");
            assertEquals("one b", open.exchange("b"));

            Path link = Files.createSymbolicLink(directory.resolve("link"), release("third"));
            Files.move(link, server.deploy(), StandardCopyOption.ATOMIC_MOVE);
            server.awaitAnswer("web", "c", "third c");
            assertEquals("one c", open.exchange("c"));
        }
        assertFalse(server.log().contains("Exception"), server.log());
    }

    private Path release(String word) throws IOException {
        Path release = Files.createDirectory(directory.resolve(word));
        AppJar.answering("one", word).dropInto(release, "one.jar");
        Files.copy(server.deploy().resolve("reserve.binding-talk.cfg"), release.resolve("reserve.binding-talk.cfg"));
        return release;
    }

    private void assertUndisturbed(Client open) throws IOException {
        assertEquals(version, server.version("web"));
        assertEquals("one x", server.answer("web", "x"));
        assertEquals("one y", open.exchange("y"));
    }

    private void mount(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(Peer.program("mount")));
        command.addAll(List.of(arguments));
        ServerProcess.Outcome outcome = ServerProcess.run(directory, command, Map.of());
        Assumptions.assumeTrue(outcome.exit() == 0, () -> "skipped: this test mounts file systems, which needs root: " + outcome.output());
    }

    private void unmount(Path where) {
        ServerProcess.run(directory, List.of(Peer.program("umount"), "--lazy", where.toString()), Map.of());
    }
}
