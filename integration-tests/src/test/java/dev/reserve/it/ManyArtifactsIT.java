package dev.reserve.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Jars;
import dev.reserve.it.harness.Load;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Artifacts by the hundred, and artifacts that are gone again before they serve.
class ManyArtifactsIT {

    private static final int JARS = 200;

    @Test
    void ofManyJarsDroppedAtOnceTheOneThatIsBoundServesAndNoOtherAppIsDisturbed(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "talk=127.0.0.1:0"))) {
            server.configure("reserve.binding-web.cfg", "listener=web", "app=steady");
            server.configure("reserve.binding-talk.cfg", "listener=talk", "app=app117");
            AppJar.answering("steady", "steady").dropInto(server.deploy(), "steady.jar");
            server.awaitAnswer("web", "x", "steady x");
            String steady = server.version("web");
            byte[] first = AppJar.answering("app000", "word000").bytes();
            for (int i = 0; i < JARS; i++) {
                Files.write(server.deploy().resolve("app%03d.jar.part".formatted(i)), numbered(first, "%03d".formatted(i)));
            }
            try (Load load = new Load().shortConnections(1, server.address("web")).keptOpenConnections(1, server.address("web"));
                    Client waiting = server.connect("talk")) {
                waiting.send("first");
                for (int i = 0; i < JARS; i++) {
                    String file = "app%03d.jar".formatted(i);
                    Files.move(server.deploy().resolve(file + ".part"), server.deploy().resolve(file), StandardCopyOption.ATOMIC_MOVE);
                }
                assertEquals("word117 first", waiting.receive().orElseThrow());
                server.awaitThat("all others are installed and wait", () -> count(server, "waiting") == JARS - 1);
                long served = load.connections();
                server.awaitThat("there is still load", () -> load.connections() > served + 10);
                load.stop();
                assertEquals(List.of(), load.failures());
            }
            assertEquals(steady, server.version("web"));
            for (int i = 0; i < JARS; i++) {
                Files.delete(server.deploy().resolve("app%03d.jar".formatted(i)));
            }
            server.awaitThat("all are gone again", () -> server.status().getAsJsonArray("artifacts").size() == 1);
            assertEquals("steady y", server.answer("web", "y"));
            assertFalse(server.log().contains("Exception"), server.log());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJarThatIsDeletedInMidLaunchLeavesNothingBehind(boolean whileStarting, @TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "old").dropInto(server.deploy(), "old.jar");
            server.awaitAnswer("web", "a", "old a");
            String old = server.version("web");
            Path begun = directory.resolve("begun");
            Path gate = directory.resolve("gate");
            String wait = """
                    java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                    while (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                    }""".formatted(begun, gate);
            AppJar slow = AppJar.answering("app", "slow").version("2.0.0");
            (whileStarting ? slow.start(wait) : slow.launch(wait + "\nreturn answering(\"slow\");")).dropInto(server.deploy(), "slow.jar");
            server.awaitThat("it has begun", () -> Files.exists(begun));
            Files.delete(server.deploy().resolve("slow.jar"));
            server.awaitThat("it is gone", () -> server.find("artifacts", "file", "slow.jar").isEmpty());
            Files.createFile(gate);
            server.awaitThat("its bundle is gone", () -> !server.ctl("lb").output().contains("2.0.0"));
            assertEquals(old, server.version("web"));
            assertEquals("old b", server.answer("web", "b"));
            server.awaitThat("its copy is gone", () -> stored(server) == 1);
            assertTrue(new Versions(server, "app").in("current").stream().allMatch(version -> version.get("id").getAsString().equals(old)));

            AppJar.answering("app", "new").version("3.0.0").dropInto(server.deploy(), "new.jar");
            server.awaitAnswer("web", "c", "new c");
            assertFalse(server.log().contains("Exception"), server.log());
        }
    }

    private static long stored(ServerProcess server) throws IOException {
        try (var files = Files.list(server.data().resolve("store"))) {
            return files.count();
        }
    }

    private static long count(ServerProcess server, String state) {
        return StreamSupport.stream(server.status().getAsJsonArray("artifacts").spliterator(), false).map(JsonElement::getAsJsonObject)
                .filter(artifact -> artifact.get("state").getAsString().equals(state)).count();
    }

    /// The jar of an app `app000` as that of another: compiling hundreds would take longer than the test.
    private static byte[] numbered(byte[] jar, String number) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String content = new String(in.readAllBytes(), ISO_8859_1);
                entries.put(entry.getName(),
                        content.replace("app000", "app" + number).replace("word000", "word" + number).getBytes(ISO_8859_1));
            }
        }
        return Jars.jar(entries);
    }
}
