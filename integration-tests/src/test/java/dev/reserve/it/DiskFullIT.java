package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A data directory on a file system of its own, which is then full.
class DiskFullIT {

    private Path directory = Path.of("");
    private Path data = Path.of("");
    private boolean mounted;

    @BeforeEach
    void mount(@TempDir Path home) throws IOException {
        directory = home;
        data = Files.createDirectory(home.resolve("data"));
        ServerProcess.Outcome outcome = ServerProcess.run(home,
                List.of(Peer.program("mount"), "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", data.toString()), Map.of());
        mounted = outcome.exit() == 0;
        Assumptions.assumeTrue(mounted, () -> "skipped: this test mounts a tmpfs, which needs root: " + outcome.output());
    }

    @AfterEach
    void unmount() {
        if (mounted) {
            assertEquals(0, ServerProcess.run(directory, List.of(Peer.program("umount"), "--lazy", data.toString()), Map.of()).exit());
        }
    }

    @Test
    void aJarForWhichThereIsNoRoomIsRejectedAndWhatServesGoesOn() throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "a", "one a");
            String one = server.version("web");
            try (Client open = server.connect("web")) {
                assertEquals("one a", open.exchange("a"));
                Path filler = fill();
                AppJar.answering("app", "two").dropInto(server.deploy(), "app.jar");
                String reason = server.awaitArtifact("app.jar", "rejected").get("reason").getAsString();
                assertTrue(reason.contains("No space left on device"), reason);
                assertEquals(one, server.version("web"));
                assertEquals("one b", server.answer("web", "b"));
                assertEquals("one b", open.exchange("b"));

                Files.delete(filler);
                AppJar.answering("app", "two").dropInto(server.deploy(), "app.jar");
                server.awaitAnswer("web", "c", "two c");
                assertEquals("one c", open.exchange("c"));
            }
            server.awaitThat("the journal has what could not be written",
                    () -> Files.readString(data.resolve("journal")).contains(" current app=app "));
        }
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            server.awaitAnswer("web", "d", "two d");
        }
    }

    @Test
    void aJournalThatCannotBeWrittenIsWrittenWhenThereIsRoomAgain() throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "a", "one a");
            // so long an entry that the next ones do not fit into the last page of the file
            int room = 4096 - (int) (Files.size(data.resolve("journal")) % 4096);
            server.configure("reserve.binding-long.cfg", "listener=nowhere", "app=nobody", "args=" + "x".repeat(room + 4096 - 400));
            server.awaitThat("it is in the journal", () -> Files.readString(data.resolve("journal")).contains("bound name=long"));
            Path filler = fill();
            for (int i = 0; !server.log().contains("journal: cannot be written, trying again"); i++) {
                assertEquals(0, server.ctl("drain", "app").exit());
                server.awaitThat("nothing serves", () -> server.version("web").isEmpty());
                assertEquals(0, server.ctl("drain", "--off", "app").exit());
                server.awaitAnswer("web", "b", "one b");
                assertTrue(i < 10, "the journal goes on though the disk is full:\n" + server.log());
            }
            String current = server.version("web");
            Files.delete(filler);
            server.awaitLog("journal: written again");
            server.awaitThat("nothing is missing", () -> Files.readString(data.resolve("journal")).contains("version=" + current));
        }
    }

    @Test
    void configurationChangesAsItsFilesDo() throws Exception {
        List<String> launch = List.of("-b", "web=127.0.0.1:0", "-b", "other=127.0.0.1:0", "-b", "third=127.0.0.1:0");
        try (ServerProcess server = ServerProcess.launched(directory, launch, "none")) {
            AppJar.answering("one", "one").dropInto(server.deploy(), "one.jar");
            AppJar.answering("two", "two").dropInto(server.deploy(), "two.jar");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=one");
            server.configure("reserve.binding-third.cfg", "listener=third", "app=one");
            server.awaitAnswer("web", "a", "one a");
            server.awaitAnswer("third", "a", "one a");
            server.configure("reserve.binding-other.cfg", "listener=other", "app=two"); // has both installed before the disk is full
            server.awaitAnswer("other", "a", "two a");

            fill();
            server.configure("reserve.binding-web.cfg", "listener=web", "app=two");
            server.awaitAnswer("web", "b", "two b");
            server.configure("reserve.cfg", "launch.timeout.seconds=17");
            server.awaitLog("launch timeout 17 s");
            Files.delete(server.deploy().resolve("reserve.binding-other.cfg"));
            server.awaitThat("it is no longer bound", () -> server.find("bindings", "name", "other").isEmpty());
            Files.delete(data.resolve("filler"));
        }
        Files.delete(directory.resolve("deploy/reserve.binding-third.cfg"));
        Files.writeString(directory.resolve("deploy/reserve.binding-other.cfg"), "listener=other\napp=one\n");
        try (ServerProcess server = ServerProcess.launched(directory, launch, "none")) {
            server.awaitAnswer("web", "c", "two c");
            server.awaitAnswer("other", "c", "one c");
            assertTrue(server.find("bindings", "name", "third").isEmpty(), server.status().toString());
        }
    }

    private Path fill() throws IOException {
        Path filler = data.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (;;) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
        }
        return filler;
    }
}
