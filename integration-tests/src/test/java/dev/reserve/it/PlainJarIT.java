package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.Jars;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jars that are no bundles: the example in Kotlin, as its own build has packed it, and what people make of such jars.
class PlainJarIT {

    private static ServerProcess server;
    private static Path weekday;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path target = Distribution.checkout().resolve("examples/weekday-kotlin/target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "weekday-*.jar")) {
            weekday = jars.iterator().next();
        }
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theExampleInKotlinServesAndIsSwappedUnderAConnection() throws IOException {
        server.configure("reserve.mount-jour.cfg", "path = /jour", "app = weekday", "args = fr");
        ServerProcess.Outcome deployed = server.ctl("deploy", "--wait", weekday.toString());
        assertEquals(0, deployed.exit(), deployed.output());
        String file = weekday.getFileName().toString();
        assertEquals("no bundle: wrapped as one", server.awaitArtifact(file, "current").get("notice").getAsString());
        assertTrue(server.ctl("status").output().lines()
                .anyMatch(line -> line.startsWith(file) && line.endsWith("no bundle: wrapped as one")));
        server.awaitLog(
                "artifact " + file + ": no bundle, so it is wrapped as one, with the apps [weekday (dev.reserve.example.weekday.Weekday)]");
        try (HttpClient client = HttpClient.connect(server.address("web"))) {
            server.awaitThat("both mounts serve", () -> client.get("/jour/1969-07-20").body().equals("dimanche\n"));
            HttpClient.Answer answer = client.get("/jour/yesterday");
            assertEquals(400, answer.status());
            assertEquals("\"yesterday\" is no date; expected one like 1969-07-20\n", answer.body());
            String before = server.status().getAsJsonArray("mounts").toString();
            Jars.drop(with(Map.of("README", "another".getBytes(UTF_8))), server.deploy(), file);
            server.awaitThat("another version serves", () -> !server.status().getAsJsonArray("mounts").toString().equals(before));
            assertEquals("dimanche\n", client.get("/jour/1969-07-20").body());
        }
    }

    @Test
    void aFatJarThatHasTheServersOwnPackagesInItServesToo() throws IOException {
        Map<String, byte[]> packed = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> entry : entries(Distribution.httpBundle()).entrySet()) {
            if (entry.getKey().matches("(dev/reserve/http|org/eclipse/jetty/(server|util))/.*")) {
                packed.put(entry.getKey(), entry.getValue());
            }
        }
        packed.putAll(entries(Distribution.home().resolve("bundles/10/dev.reserve.api.jar")));
        packed.keySet().removeIf(name -> name.startsWith("META-INF/"));
        assertTrue(packed.containsKey("org/eclipse/jetty/server/Handler.class") && packed.containsKey("dev/reserve/http/HttpApp.class"));
        server.configure("reserve.mount-fat.cfg", "path = /fat", "app = fat");
        Jars.drop(with(packed), server.deploy(), "fat-2.jar");
        server.awaitArtifact("fat-2.jar", "current");
        try (HttpClient client = HttpClient.connect(server.address("web"))) {
            assertEquals("Sunday\n", client.get("/fat/1969-07-20").body());
        }
        server.awaitThat("it is said which packages are not used", () -> server.log().lines()
                .anyMatch(line -> line
                        .contains("artifact fat-2.jar: the packages [dev.reserve.app, dev.reserve.http, org.eclipse.jetty.server,")));
    }

    @Test
    void aJarWithNeitherIsRefusedWithTheTwoWaysToMendIt() throws IOException {
        Map<String, byte[]> entries = entries(weekday);
        entries.keySet().removeIf(name -> name.startsWith("META-INF/services/"));
        Jars.drop(Jars.jar(entries), server.deploy(), "neither.jar");
        String reason = server.awaitArtifact("neither.jar", "rejected").get("reason").getAsString();
        assertTrue(
                reason.contains(
                        "it has no META-INF/services/dev.reserve.app.ReserveApp or META-INF/services/dev.reserve.http.HttpApp. Two ways"),
                reason);
    }

    /// The example with more in it.
    private static byte[] with(Map<String, byte[]> others) throws IOException {
        Map<String, byte[]> all = entries(weekday);
        others.forEach(all::putIfAbsent);
        return Jars.jar(all);
    }

    private static Map<String, byte[]> entries(Path jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream file = Files.newInputStream(jar); ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    entries.put(entry.getName(), zip.readAllBytes());
                }
            }
        }
        return entries;
    }
}
