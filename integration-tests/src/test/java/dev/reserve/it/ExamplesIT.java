package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Jars;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.DistributionServer;
import dev.reserve.testkit.Load;
import dev.reserve.testkit.ReserveDistribution;
import dev.reserve.testkit.Transport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The apps that come with the distribution.
class ExamplesIT {

    @Test
    @ReserveDistribution(jar = "", command = {"chat", "den"})
    void membersOfAChatStayInTheirRoomWhenAnotherOneTakesOver(DistributionServer server) {
        Client ann = enter(server, "ann");
        Client bob = enter(server, "bob");
        ann.expect("* bob is here\n");
        bob.send("hello\n");
        ann.expect("<bob> hello\n");

        server.swap(Distribution.home().resolve("apps/chat.jar"));
        for (Client member : List.of(ann, bob)) {
            member.expect("* this room is moving: please reconnect when you can\n");
        }
        Client newcomer = enter(server, "eve");
        ann.send("bye\n");
        bob.expect("<ann> bye\n");
        newcomer.send("/nick eva\n");
        bob.send("all gone\n");
        ann.expect("<bob> all gone\n").close();
        bob.expect("* ann has left\n").close();
        newcomer.close();
        server.assertNothingLost();
        server.stop();
        assertTrue(server.log().contains("is retired, drained"), server.log());
    }

    @Test
    @ReserveDistribution(jar = "", command = {"app", "echo", "hello", "there"}, transport = Transport.UNIX)
    void echoGreetsWithItsArgumentsAndSendsBackTheRest(DistributionServer server, Client client) {
        String line = "äöü ".repeat(20_000);
        client.expect("hello there\n").send(line).expect(line).finish().closed();
        server.assertNothingLost();
    }

    @Test
    @ReserveDistribution(jar = "", command = {"http", "hello"})
    void helloOfHttpIsSwappedUnderLoadAndABrokenOneIsRefused(DistributionServer server, URI root, HttpClient http, @TempDir Path directory)
            throws Exception {
        Path hello = Files.copy(Distribution.home().resolve("apps/hello.jar"), directory.resolve("hello.jar"));
        server.swap(hello);
        try (Load load = server.load(2,
                client -> client.send("GET / HTTP/1.0\r\nHost: test\r\n\r\n").expect("HTTP/1.1 200 OK\r\n").rest())) {
            load.await(20);
            try (FileSystem jar = FileSystems.newFileSystem(hello)) {
                Files.writeString(jar.getPath("another"), "version");
            }
            server.swap(hello);
            load.await(20);
        }
        assertEquals("hello\n", http.send(HttpRequest.newBuilder(root).build(), HttpResponse.BodyHandlers.ofString()).body());
        assertTrue(server.run("lb -s").lines().anyMatch(line -> line.contains("Active") && line.contains("dev.reserve.example.hello ")));
        server.assertNothingLost();

        try (FileSystem jar = FileSystems.newFileSystem(hello)) {
            Files.delete(jar.getPath("dev/reserve/example/hello/Hello.class"));
        }
        String message = String.valueOf(assertThrows(AssertionError.class, () -> server.swap(hello)).getMessage());
        assertTrue(
                message.startsWith(
                        "hello.jar is rejected: it does not start: java.lang.ClassNotFoundException: dev.reserve.example.hello.Hello"),
                message);
        message = String.valueOf(assertThrows(AssertionError.class, () -> server.run("no-such-command")).getMessage());
        assertTrue(message.startsWith("no-such-command has ended with 64, expected 0: "), message);
    }

    @Test
    @ReserveDistribution(jar = "", command = "greeter")
    void aJarWithoutAnAppFailsTheTestAndSaysWhy(DistributionServer server, @TempDir Path directory) throws Exception {
        String manifest = "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: greeter\n";
        Path jar = Files.write(directory.resolve("greeter.jar"), Jars.jar(Map.of("META-INF/MANIFEST.MF", manifest.getBytes(UTF_8))));
        String message = String.valueOf(assertThrows(AssertionError.class, () -> server.swap(jar)).getMessage());
        assertTrue(message.startsWith("greeter.jar is installed: it offers no app: its manifest has neither Service-Component nor"),
                message);
    }

    private static Client enter(DistributionServer server, String name) {
        Client client = server.connect().expect("* welcome to den! What is your name?\n");
        // The answer comes after the name is known.
        return client.send(name + "\n/nick \n").expect("* a name has 1 to 20 characters\n");
    }
}
