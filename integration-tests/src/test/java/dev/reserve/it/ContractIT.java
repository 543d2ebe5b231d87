package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an app is promised, from the loading of its class to the end of its last connection.
class ContractIT {

    private static final AppJar NEXT = AppJar.answering("app", "next");

    private ServerProcess server;
    private Path directory;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        Path deploy = Files.createDirectories(directory.resolve("deploy"));
        Files.writeString(deploy.resolve("reserve.cfg"), "probation.connections=1\n"); // so that an old version drains at once
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aConnectionIsToldWhenItsVersionDrains() throws Exception {
        app("""
                server.onDraining(() -> {
                    try {
                        say(socket, "draining " + server.draining());
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                java.io.BufferedReader in = lines(socket);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    say(socket, server.listener() + " " + server.draining());
                }
                """);
        try (Client client = server.connect("web")) {
            assertEquals("web false", client.exchange("a"));
            NEXT.dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "next x");
            assertEquals("draining true", client.receive().orElseThrow());
            assertEquals("web true", client.exchange("b"));
        }
    }

    @Test
    void aKeptConnectionIsOpenUntilTheAppSaysThatItIsDone() throws Exception {
        app("""
                server.keep();
                new Thread(() -> {
                    try {
                        java.io.BufferedReader in = lines(socket);
                        for (String line = in.readLine(); line != null && !line.equals("enough"); line = in.readLine()) {
                            say(socket, "kept " + line);
                        }
                        server.done();
                    } catch (java.io.IOException e) {
                        server.failed(e);
                    }
                }).start();
                """);
        try (Client client = server.connect("web")) {
            assertEquals("kept a", client.exchange("a"));
            NEXT.dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "next x");
            assertEquals("kept b", client.exchange("b"));
            server.awaitThat("it drains, and no other connection is left",
                    () -> version(1).get("state").getAsString().equals("draining") && version(1).get("open").getAsInt() == 1);
            client.send("enough");
            assertTrue(client.receive().isEmpty());
        }
        awaitRetired();
        assertEquals(0, version(1).get("failed").getAsInt());
        assertEquals(0, version(1).get("cut").getAsInt());
    }

    @Test
    void aHandlerIsClosedOnceAfterItsLastConnection() throws Exception {
        Path closed = directory.resolve("closed");
        AppJar.answering("app", "").launch("""
                ConnectionHandler answering = answering("closing");
                return new ConnectionHandler() {
                    public void handle(SocketChannel socket, java.net.SocketAddress client, Server server) throws Exception {
                        answering.handle(socket, client, server);
                    }

                    public void close() throws Exception {
                        java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "closed\\n",
                                java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                        Class.forName("test.App$Late").getDeclaredConstructor().newInstance();
                    }
                };
            }

            static class Late {
                Late() throws Exception {
                    java.nio.file.Files.writeString(java.nio.file.Path.of("%s"), "loaded\\n", java.nio.file.StandardOpenOption.APPEND);
                }
            """.formatted(closed, closed)).dropInto(server.deploy(), "app.jar");
        try (Client first = server.connect("web"); Client second = server.connect("web")) {
            assertEquals("closing a", first.exchange("a"));
            assertEquals("closing b", second.exchange("b"));
            NEXT.dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "next x");
            first.finish();
            assertTrue(first.receive().isEmpty());
            server.awaitThat("one connection is left", () -> version(1).get("open").getAsInt() == 1);
            assertEquals("closing c", second.exchange("c"));
            assertFalse(Files.exists(closed));
        }
        awaitRetired();
        assertEquals("closed\nloaded\n", Files.readString(closed));
    }

    @Test
    void whatAHandlerThrowsEndsItsConnectionAndIsCounted() throws Exception {
        app("""
                String line = lines(socket).readLine();
                if (line.equals("error")) {
                    throw new StackOverflowError("too deep");
                }
                throw new IllegalStateException("thrown for " + line);
                """);
        for (String line : List.of("one", "error", "two")) {
            try (Client client = server.connect("web")) {
                client.send(line);
                assertTrue(client.receive().isEmpty());
            }
            server.awaitLog("thrown for one"); // the first is logged, the next ones are too many at once
        }
        server.awaitThat("three failures are counted", () -> version(1).get("failed").getAsInt() == 3);
        assertEquals(0, version(1).get("open").getAsInt());
    }

    @Test
    void aClientThatGoesAwayIsNoFailure() throws Exception {
        AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
        for (int i = 0; i < 5; i++) {
            try (Client client = server.connect("web")) {
                assertEquals("one a", client.exchange("a"));
                client.send("an answer that nobody reads");
            }
        }
        server.awaitThat("all have ended", () -> version(1).get("open").getAsInt() == 0);
        assertEquals(5, version(1).get("accepted").getAsInt());
        assertEquals(0, version(1).get("failed").getAsInt(), server.log());
    }

    @Test
    void theContextClassLoaderIsThatOfTheApp() throws Exception {
        AppJar.answering("app", "").launch("""
                boolean launch = Thread.currentThread().getContextClassLoader() == App.class.getClassLoader();
                return (socket, client, server) -> {
                    boolean handle = Thread.currentThread().getContextClassLoader() == App.class.getClassLoader();
                    say(socket, launch + " " + handle + " " + Thread.currentThread().isVirtual() + " " + socket.isBlocking());
                };
                """).dropInto(server.deploy(), "app.jar");
        try (Client client = server.connect("web")) {
            assertEquals("true true true true", client.receive().orElseThrow());
        }
    }

    /// Drops an app whose handler is these statements.
    private void app(String handle) {
        AppJar.answering("app", "").launch("return (socket, client, server) -> {\n" + handle + "};").dropInto(server.deploy(), "app.jar");
    }

    private void awaitRetired() {
        server.awaitThat("the first version is retired", () -> version(1).get("state").getAsString().equals("retired"));
    }

    /// A version of the app, counted from 1, the oldest.
    private JsonObject version(int number) {
        JsonArray versions = server.find("apps", "name", "app").orElseThrow().getAsJsonArray("versions");
        return versions.get(versions.size() - number).getAsJsonObject();
    }
}
