package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Load;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Behind a real proxy. It inherits its listening sockets from `sdlaunch`, as the server does, so that no port has to be guessed.
class HaproxyIT {

    private static ServerProcess server;
    private static Running haproxy;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        String program = Peer.program("haproxy");
        Path socket = directory.resolve("app.sock");
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + socket));
        server.configure("reserve.listener-web.cfg", "proxy.protocol=on");
        server.configure("reserve.listener-unix.cfg", "proxy.protocol=on");
        for (String listener : List.of("web", "unix")) {
            server.configure("reserve.binding-" + listener + ".cfg", "listener=" + listener, "app=app");
            server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", listener).isPresent());
        }
        String tcp = "127.0.0.1:" + ((InetSocketAddress) server.address("web")).getPort();
        Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                    mode tcp
                    timeout connect 60s
                    timeout client 600s
                    timeout server 600s
                listen a
                    bind fd@3
                    server s %1$s send-proxy
                listen b
                    bind fd@4
                    server s %1$s send-proxy-v2
                listen c
                    bind fd@5
                    server s unix@%2$s send-proxy
                listen d
                    bind fd@6
                    server s unix@%2$s send-proxy-v2
                """.formatted(tcp, socket));
        haproxy = Invocation
                .sdlaunch("-b", "127.0.0.1:0", "-b", "127.0.0.1:0", "-b", "127.0.0.1:0", "-b", "127.0.0.1:0", "--", program, "-db",
                        "-f", configuration.toString())
                .start();
        haproxy.awaitBecoming("haproxy");
    }

    @AfterAll
    static void stop() throws IOException {
        if (haproxy != null) {
            haproxy.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"send-proxy over TCP, 3", "send-proxy-v2 over TCP, 4", "send-proxy to a Unix socket, 5",
        "send-proxy-v2 to a Unix socket, 6"})
    void theAppIsToldOfTheClientBehindHaproxy(String what, int fd) throws Exception {
        ProxyProtocolIT.TELLING.dropInto(server.deploy(), "app.jar");
        server.awaitArtifact("app.jar", "current");
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), haproxy.view().port(fd), InetAddress.ofLiteral("127.0.0.2"),
                0)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(("line " + i + "\n").getBytes(UTF_8));
                assertEquals("/127.0.0.2:" + socket.getLocalPort() + " line " + i, in.readLine());
            }
        }
    }

    @Test
    void swapsBehindHaproxyLoseNoConnection() throws Exception {
        AppJar.answering("app", "w0").dropInto(server.deploy(), "app.jar");
        server.awaitArtifact("app.jar", "current");
        try (Load load = new Load()) {
            for (int fd = 3; fd <= 6; fd++) {
                InetSocketAddress front = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), haproxy.view().port(fd));
                load.shortConnections(1, front).keptOpenConnections(1, front);
            }
            for (int i = 1; i <= 5; i++) {
                String word = "w" + i;
                AppJar.answering("app", word).dropInto(server.deploy(), "app.jar");
                server.awaitThat(word + " answers", () -> load.answeredBy().contains(word));
            }
            load.stop();
            assertEquals(List.of(), load.failures());
            assertTrue(load.answeredBy().containsAll(Set.of("w0", "w5")), load.answeredBy().toString());
        }
        assertEquals(0, server.find("listeners", "name", "web").orElseThrow().get("refused").getAsInt());
        assertEquals(0, server.find("listeners", "name", "unix").orElseThrow().get("refused").getAsInt());
    }
}
