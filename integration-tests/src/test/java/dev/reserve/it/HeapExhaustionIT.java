package dev.reserve.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An app that takes all the memory there is, in a server that has little.
@Timeout(180)
class HeapExhaustionIT {

    /// Takes all memory, to the last bytes.
    private static final String FILL = """
            for (int size = 1 << 16; ; size /= 2) {
                try {
                    while (true) {
                        all[0] = new Object[] {all[0], new byte[size]};
                    }
                } catch (OutOfMemoryError e) {
                    if (size == 0) {
                        %s
                    }
                }
            }""";

    private static final int CLIENTS = 20;

    private ServerProcess server;
    private Versions hogs;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        List<String> command = ServerProcess.reserveCommand(directory, "-b", "hog=127.0.0.1:0", "-b", "web=127.0.0.1:0");
        server = ServerProcess.start(directory, command, Map.of("RESERVE_JAVA_OPTS", "-Xmx48m")).awaitServing();
        server.configure("reserve.app-hog.cfg", "probation.seconds=0");
        server.configure("reserve.binding-hog.cfg", "listener=hog", "app=hog");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=other");
        AppJar.answering("other", "one").dropInto(server.deploy(), "other.jar");
        server.awaitAnswer("web", "a", "one a");
        hogs = new Versions(server, "hog");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHandlerThatFillsTheHeapEndsAndWhatItHadIsThereForOthersAgain() throws Exception {
        hog("Object[] all = new Object[1]; if (\"fill\".equals(lines(socket).readLine())) {" + FILL.formatted("throw e;") + "}");
        for (int i = 1; i <= 5; i++) {
            try (Client hog = server.connect("hog")) {
                hog.send("fill");
                assertEquals("", outcome(hog));
            }
            server.awaitAnswer("web", "b", "one b");
        }
        assertServes();
    }

    /// The memory is held by a thread that needs none itself, until it is told to let go.
    @Test
    void whileTheHeapIsFullOthersMayFailAndAfterwardsTheyDoNot() throws Exception {
        hog("""
                BufferedReader lines = lines(socket);
                if (!"fill".equals(lines.readLine())) {
                    return;
                }
                Object[] all = new Object[1];
                ByteBuffer full = ByteBuffer.allocateDirect(5).put("full\\n".getBytes(StandardCharsets.US_ASCII)).flip();
                ByteBuffer in = ByteBuffer.allocateDirect(1);
                java.util.concurrent.atomic.AtomicBoolean released = new java.util.concurrent.atomic.AtomicBoolean();
                Thread.ofPlatform().start(() -> {
                    try {
                        socket.read(in);
                    } catch (java.io.IOException e) {
                    } finally {
                        released.set(true);
                    }
                });
                Thread holder = Thread.ofPlatform().start(() -> {
                    %s
                });
                holder.join();
                """.formatted(FILL.formatted("""
                if (full.hasRemaining()) {
                    try { socket.write(full); } catch (Throwable failed) { continue; }
                }
                while (!released.get()) { Thread.onSpinWait(); }
                all[0] = null;
                return;""")));
        List<Client> kept = new ArrayList<>();
        List<Client> fresh = new ArrayList<>();
        try (Client hog = server.connect("hog")) {
            for (int i = 0; i < CLIENTS; i++) {
                kept.add(server.connect("web"));
                assertEquals("one a", kept.get(i).exchange("a"));
            }
            hog.send("fill");
            assertEquals("full", hog.receive().orElseThrow());
            for (int i = 0; i < CLIENTS; i++) {
                fresh.add(server.connect("web"));
                fresh.get(i).send("b");
                kept.get(i).send("b");
            }
            // longer than a second, in which each thread that looks at something from time to time has looked
            await().atMost(ServerProcess.DEADLINE).during(Duration.ofSeconds(3))
                    .until(() -> takesConnections("web") && takesConnections("hog"));
            hog.send("let go");
        }
        for (Client client : Stream.concat(kept.stream(), fresh.stream()).toList()) {
            client.close(); // answered or not
        }
        assertServes();
        server.awaitThat("nothing is taken for open", () -> open("web") == 0 && open("hog") == 0);
        server.signal("TERM");
        assertEquals(0, server.awaitExit());
    }

    /// What it is answered; empty for an end.
    private static String outcome(Client client) {
        try {
            return client.receive().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private boolean takesConnections(String listener) throws IOException {
        try (SocketChannel _ = SocketChannel.open(server.address(listener))) {
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private int open(String listener) {
        return server.find("listeners", "name", listener).orElseThrow().get("open").getAsInt();
    }

    private void hog(String statements) throws IOException {
        AppJar.answering("hog", "").launch("return (socket, client, server) -> {" + statements + "};").dropInto(server.deploy(), "hog.jar");
        hogs.await("current");
    }

    /// Connections, swaps and the shell.
    private void assertServes() throws IOException {
        assertEquals("one x", server.answer("web", "x"));
        AppJar.answering("other", "two").dropInto(server.deploy(), "other.jar");
        server.awaitAnswer("web", "y", "two y");
        AppJar.answering("hog", "mended").dropInto(server.deploy(), "hog.jar");
        server.awaitAnswer("hog", "z", "mended z");
    }
}
