package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server serves the sockets that it inherits, whoever opened them.
class InheritanceIT {

    @TempDir
    private Path directory;

    @Test
    void tcp4AndTcp6AndUnixAreServedAtOnce() throws IOException {
        List<String> launch = List.of("-b", "four=127.0.0.1:0", "-b", "six=[::1]:0", "-b", "unix=" + directory.resolve("s"));
        try (ServerProcess server = ServerProcess.launched(directory, launch, "echo", "hello", "there");
                Client four = server.connect("four");
                Client six = server.connect("six");
                Client unix = server.connect("unix")) {
            for (Client client : List.of(four, six, unix)) {
                assertEquals(Optional.of("hello there"), client.receive());
                assertEquals("ping", client.exchange("ping"));
            }
            assertEquals(server.pid(), server.status().getAsJsonObject("server").get("pid").getAsLong());
            for (String listener : List.of("four", "six", "unix")) {
                assertEquals(1, server.find("listeners", "name", listener).orElseThrow().get("accepted").getAsInt(), listener);
            }
            assertEquals(directory.resolve("s").toString(), address(server, "unix"));
            assertTrue(address(server, "six").startsWith("[::1]:"), address(server, "six"));
        }
    }

    @Test
    void everyAddressIsServedOnIpv6AndIpv4() throws IOException {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "[::]:0"), "echo")) {
            String address = address(server, "fd3");
            assertTrue(address.startsWith("[::]:"), address);
            int port = Integer.parseInt(address.substring("[::]:".length()));
            for (String host : List.of("127.0.0.1", "::1")) {
                try (Client client = Client.connect(new InetSocketAddress(host, port))) {
                    assertEquals(host, client.exchange(host));
                }
            }
        }
    }

    @Test
    void socketsOfOneNameAreToldApartAndBoundTogether() throws IOException {
        try (ServerProcess server = ServerProcess.launched(directory,
                List.of("-b", "web=127.0.0.1:0", "-b", "web=[::1]:0", "-b", "other=127.0.0.1:0"),
                "echo", "default")) {
            Files.writeString(server.deploy().resolve("reserve.binding-web.cfg"), "listener=web\napp=echo\nargs='bound by name'\n");
            for (String listener : List.of("web", "web.2")) {
                server.awaitThat(listener + " is bound by its name", () -> greeting(server, listener).equals("bound by name"));
            }
            assertEquals("default", greeting(server, "other"));
        }
    }

    @Test
    void programsThatAppsStartDoNotInheritTheListeners() throws IOException {
        List<String> launch = List.of("-b", "a=127.0.0.1:0", "-b", "b=" + directory.resolve("s"));
        try (ServerProcess server = ServerProcess.launched(directory, launch, "-b", "c=127.0.0.1:0")) {
            AppJar.answering("lister", "").launch("""
                    return (socket, client, server) -> {
                        Process ls = new ProcessBuilder("ls", "-l", "/proc/self/fd").redirectErrorStream(true).start();
                        ls.getInputStream().transferTo(java.nio.channels.Channels.newOutputStream(socket));
                    };
                    """).dropInto(server.deploy(), "lister.jar");
            try (Client client = server.connect("a")) {
                List<String> lines = Stream.generate(() -> next(client)).takeWhile(Optional::isPresent).map(Optional::orElseThrow).toList();
                assertTrue(lines.stream().anyMatch(line -> line.contains(" 0 -> ")), lines::toString);
                assertTrue(lines.stream().noneMatch(line -> line.contains("socket:")), lines::toString);
            }
            // Java's own way to start programs closes everything; native code in an app might use another one.
            ProcessView process = new ProcessView(server.pid());
            for (int fd : new int[]{3, 4}) {
                assertTrue(process.descriptors().getOrDefault(fd, "").startsWith("socket:"), process.descriptors()::toString);
                assertTrue(process.closesOnExec(fd), "fd " + fd);
            }
        }
    }

    @Test
    void systemdSocketActivateLaunchesIt() throws IOException {
        try (ServerProcess server = activated(List.of())) {
            assertEquals("hi", first(directory.resolve("a")));
            server.awaitServing();
            assertEquals("hi", greeting(server, "fd3"));
            assertEquals("hi", greeting(server, "fd4"));
        }
    }

    @Test
    void systemdSocketActivateNamesTheSockets() throws IOException {
        try (ServerProcess server = activated(List.of("--fdname=admin:web"))) {
            assertEquals("hi", first(directory.resolve("a")));
            server.awaitServing();
            assertEquals(directory.resolve("a").toString(), address(server, "admin"));
            assertEquals("hi", greeting(server, "web"));
        }
    }

    @Test
    void socketsMeantForAnotherProcessAreLeftAloneWithAWord() throws IOException {
        List<String> command = passing("listener");
        command.addAll(ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0", "echo", "own"));
        try (ServerProcess server = ServerProcess.start(directory, command, Map.of("LISTEN_PID", "1")).awaitServing()) {
            assertTrue(server.log().contains("LISTEN_PID is 1 and this process is " + server.pid()), server.log());
            assertEquals(1, server.status().getAsJsonArray("listeners").size());
            assertEquals("own", greeting(server, "web"));
        }
    }

    @Test
    void inheritedSocketsAndThoseOfItsOwnAreServedTogether() throws IOException {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "-b", "web=127.0.0.1:0", "-b",
                "127.0.0.1:0",
                "echo", "hi")) {
            assertEquals(3, server.status().getAsJsonArray("listeners").size());
            for (String listener : List.of("web", "web.2", "default")) {
                assertEquals("hi", greeting(server, listener));
            }
        }
    }

    /// A server that systemd-socket-activate starts as soon as somebody connects to the Unix socket `a`.
    private ServerProcess activated(List<String> options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Peer.program("systemd-socket-activate"), "-l", directory.resolve("a").toString(), "-l", freeAddress()));
        command.addAll(options);
        command.addAll(ServerProcess.reserveCommand(directory, "echo", "hi"));
        ServerProcess server = ServerProcess.start(directory, command, Map.of());
        server.awaitThat("it listens", () -> server.log().contains(" as 4."));
        return server;
    }

    /// It takes no port 0. On an address of its own, a port that is free stays free.
    private static String freeAddress() throws IOException {
        String host = "127.83.45.67";
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new InetSocketAddress(host, 0));
            return host + ":" + free.getLocalPort();
        }
    }

    private List<String> passing(String... kinds) throws IOException {
        List<String> command = new ArrayList<>(List.of(Peer.program("python3"), Peer.script(directory, "pass-descriptors.py")));
        command.addAll(List.of(kinds));
        command.add("--");
        return command;
    }

    private static String address(ServerProcess server, String listener) {
        return server.find("listeners", "name", listener).orElseThrow().get("address").getAsString();
    }

    private static String greeting(ServerProcess server, String listener) throws IOException {
        try (Client client = server.connect(listener)) {
            return client.receive().orElseThrow();
        }
    }

    private static Optional<String> next(Client client) {
        try {
            return client.receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String first(Path path) throws IOException {
        try (Client client = Client.connect(UnixDomainSocketAddress.of(path))) {
            return client.receive().orElseThrow();
        }
    }
}
