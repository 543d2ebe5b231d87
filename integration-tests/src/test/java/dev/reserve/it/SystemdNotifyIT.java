package dev.reserve.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.NotifiedManager;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server tells the service manager that has started it, from the start to the end.
class SystemdNotifyIT {

    /// The sign of life comes at half of it.
    private static final Duration WATCHDOG = Duration.ofSeconds(6);

    @TempDir
    private Path directory;

    @Test
    void aServerTellsHowItIsAllItsLife() throws Exception {
        try (NotifiedManager manager = NotifiedManager.at(directory.resolve("notify").toString(), directory);
                ServerProcess server = start(directory.resolve("notify").toString(), "echo")) {
            server.awaitThat("it is ready", () -> manager.count("READY=1") == 1);
            assertEquals("b", server.answer("web", "b"), "it serves once it says so");
            server.awaitThat("its status", () -> manager.last("STATUS=").startsWith("Serving echo on 1 of 1 listeners; 0 connections"));
            server.awaitThat("signs of life", () -> manager.count("WATCHDOG=1") >= 2);

            server.signal("HUP");
            server.awaitThat("it has reloaded", () -> manager.count("READY=1") == 2);
            List<String> reloading = manager.messages().stream().filter(message -> message.getFirst().equals("RELOADING=1")).findFirst()
                    .orElseThrow();
            assertTrue(reloading.get(1).matches("MONOTONIC_USEC=[1-9][0-9]+"), reloading::toString);

            Path socket = server.data().resolve("admin/admin.sock");
            Path aside = Files.move(socket, directory.resolve("aside.sock"));
            server.awaitThat("it says that it fails",
                    () -> manager.last("STATUS=").startsWith("Failing: the admin socket does not answer"));
            long signs = manager.count("WATCHDOG=1");
            await().during(WATCHDOG).atMost(ServerProcess.DEADLINE).until(() -> manager.count("WATCHDOG=1") == signs);
            assertTrue(server.log().contains("watchdog: the admin socket does not answer"), server.log());
            Files.move(aside, socket);
            server.awaitThat("signs of life again", () -> manager.count("WATCHDOG=1") > signs);

            try (Client client = server.connect("web")) {
                assertEquals("open", client.exchange("open"));
                server.signal("TERM");
                server.awaitThat("it takes longer", () -> manager.last("STATUS=").equals("Stopping: 1 connection is open")
                        && manager.count("EXTEND_TIMEOUT_USEC=20000000") >= 3);
                assertEquals(1, manager.count("STOPPING=1"));
                assertTrue(server.isAlive());
            }
            assertEquals(0, server.awaitExit());
        }
    }

    @Test
    void aServerIsNotReadyBeforeItsAppIs() throws Exception {
        String address = "@" + directory.getFileName() + "-" + ProcessHandle.current().pid();
        try (NotifiedManager manager = NotifiedManager.at(address, directory); ServerProcess server = start(address, "late")) {
            server.awaitServing();
            server.awaitThat("its status", () -> manager.last("STATUS=").startsWith("Serving nothing yet on 0 of 1 listeners"));
            assertEquals(0, manager.count("READY=1"));
            AppJar.answering("late", "one").dropInto(server.deploy(), "late.jar");
            server.awaitThat("it is ready", () -> manager.count("READY=1") == 1);
            assertEquals("one a", server.answer("web", "a"));
            assertFalse(server.log().contains("NOTIFY_SOCKET"), server.log());
        }
    }

    private ServerProcess start(String address, String app) {
        return ServerProcess.start(directory, ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0", app),
                Map.of("NOTIFY_SOCKET", address, "WATCHDOG_USEC", Long.toString(WATCHDOG.toNanos() / 1000)));
    }
}
