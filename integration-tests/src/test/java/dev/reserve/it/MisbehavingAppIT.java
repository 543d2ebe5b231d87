package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Apps whose handler does what none should. Those that hang while they are launched are in [HangingAppIT].
class MisbehavingAppIT {

    private static final AppJar GOOD = AppJar.answering("app", "good");
    private static final String FOREVER = "while (true) { java.util.concurrent.locks.LockSupport.parkNanos(100_000_000); Thread.interrupted(); }";

    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        server.configure("reserve.app-app.cfg", "drain.timeout.seconds=1", "probation.seconds=0");
        server.configure("reserve.binding-seen.cfg", "listener=web", "app=app");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "seen").isPresent());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aHandlerThatNeverReturnsHoldsUpNeitherASwapNorTheEnd() throws Exception {
        onLine("say(socket, \"stuck\"); if (true) " + FOREVER).dropInto(server.deploy(), "app.jar");
        try (Client stuck = server.connect("web")) {
            assertEquals("stuck", stuck.exchange("x"));
            String old = server.version("web");
            GOOD.dropInto(server.deploy(), "app.jar");
            new Versions(server, "app").awaitSuccessor("web", old);
            assertEquals("good a", server.answer("web", "a"));
            assertEquals(Optional.empty(), stuck.receive());
            server.awaitThat("it is said that one did not end", () -> new Versions(server, "app").await(old, "retired").get("reason")
                    .getAsString().endsWith(", 1 cut, 1 did not end"));
        }
        server.signal("TERM");
        assertEquals(0, server.awaitExit());
    }

    @Test
    void aHandlerThatNeverReturnsIsCutAtTheEnd() throws Exception {
        onLine("say(socket, \"stuck\"); if (true) " + FOREVER).dropInto(server.deploy(), "app.jar");
        try (Client stuck = server.connect("web")) {
            assertEquals("stuck", stuck.exchange("x"));
            server.signal("TERM");
            assertEquals(Optional.empty(), stuck.receive());
            assertEquals(0, server.awaitExit());
            server.awaitLog("stopped: 1 connections were cut");
        }
    }

    @Test
    void aCloseThatNeverReturnsHoldsUpNeitherASwapNorTheEnd() throws Exception {
        GOOD.launch("""
                return new ConnectionHandler() {
                    public void handle(SocketChannel socket, java.net.SocketAddress client, Server server) throws Exception {
                        answering("closing").handle(socket, client, server);
                    }
                    public void close() { %s }
                };""".formatted(FOREVER)).dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "a", "closing a");
        String old = server.version("web");
        GOOD.dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "b", "good b");
        new Versions(server, "app").await(old, "retired");
        server.awaitLog("version " + old + ": close() has not returned");
        assertEquals("good c", server.answer("web", "c"));
        server.signal("TERM");
        assertEquals(0, server.awaitExit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"throw new OutOfMemoryError(\"full\");", "throw new StackOverflowError();",
        "throw new LinkageError(\"unlinked\");",
        "deeper(0);", "throw new ThreadDeath();", "byte[] all = new byte[Integer.MAX_VALUE]; say(socket, \"have \" + all.length);"})
    void anErrorEndsItsOwnConnectionAndNoOther(String statements) throws Exception {
        GOOD.launch("""
                return new ConnectionHandler() {
                    long deeper(long n) { return deeper(n + 1) + deeper(n + 2); }
                    public void handle(SocketChannel socket, java.net.SocketAddress client, Server server) throws Exception {
                        BufferedReader in = lines(socket);
                        for (String line = in.readLine(); line != null; line = in.readLine()) {
                            if (line.equals("err")) {
                                %s
                            }
                            say(socket, "fine " + line);
                        }
                    }
                };""".formatted(statements.startsWith("throw") ? "if (true) " + statements : statements))
                .dropInto(server.deploy(), "app.jar");
        try (Client open = server.connect("web")) {
            assertEquals("fine a", open.exchange("a"));
            for (int i = 0; i < 3; i++) {
                try (Client erring = server.connect("web")) {
                    assertEquals("fine b", erring.exchange("b"));
                    erring.send("err");
                    assertEquals(Optional.empty(), erring.receive());
                }
                assertEquals("fine c", open.exchange("c"));
            }
            assertEquals(3, new Versions(server, "app").await("current").get("failed").getAsInt());
        }
        GOOD.dropInto(server.deploy(), "app.jar");
        server.awaitAnswer("web", "d", "good d");
    }

    @ParameterizedTest
    @CsvSource({"System.exit(7);, 7", "Thread.ofPlatform().start(() -> System.exit(7)).join();, 7", "System.exit(0);, 0"})
    void anAppThatEndsTheJvmEndsTheServerInOrderWithItsExitCode(String statements, int code) throws Exception {
        onLine("if (line.equals(\"end\")) { %s } say(socket, \"fine\");".formatted(statements)).dropInto(server.deploy(), "app.jar");
        try (Client open = server.connect("web"); Client ending = server.connect("web")) {
            assertEquals("fine", open.exchange("a"));
            ending.send("end");
            server.awaitLog("stopping: no more connections are accepted, 2 are open");
            assertEquals(Optional.empty(), open.receive());
            assertEquals(code, server.awaitExit());
        }
        server.awaitLog("stopped: 2 connections were cut");
    }

    @Test
    void aLaunchThatEndsTheJvmEndsTheServerInOrderWithItsExitCode() throws IOException {
        GOOD.dropInto(server.deploy(), "app.jar");
        assertEquals("good a", server.answer("web", "a"));
        GOOD.launch("System.exit(7); return null;").dropInto(server.deploy(), "app.jar");
        assertEquals(7, server.awaitExit());
        assertTrue(server.log().contains("stopped: 0 connections were cut"), server.log());
    }

    /// An app that runs these statements with each `line` it gets.
    private static AppJar onLine(String statements) {
        return GOOD.launch("""
                return (socket, client, server) -> {
                    BufferedReader in = lines(socket);
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        %s
                    }
                };""".formatted(statements));
    }
}
