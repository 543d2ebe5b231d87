package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that may open only so many files, and more clients than that.
class DescriptorExhaustionIT {

    private static final int DESCRIPTORS = 250;
    private static final int CLIENTS = 400;

    @Test
    void theAcceptorOutlivesTheWantOfDescriptorsWithoutSpinningAndThenServesWhatHasWaited(@TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh", Distribution.bin("sdlaunch"), "-b",
                        "web=127.0.0.1:0", "--"));
        command.addAll(ServerProcess.reserveCommand(directory));
        try (ServerProcess server = ServerProcess.start(directory, command, Map.of()).awaitServing()) {
            AppJar.answering("app", "w").dropInto(server.deploy(), "app.jar");
            assertEquals("w a", server.answer("web", "a"));
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(server.connect("web"));
                clients.get(i).send("line " + i);
            }
            awaitComplaints(server, 2);
            long started = System.nanoTime();
            Duration used = cpu(server);
            awaitComplaints(server, 6);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
            Duration spent = cpu(server).minus(used);
            assertTrue(spent.multipliedBy(2).compareTo(elapsed) < 0, "used " + spent + " of " + elapsed);

            for (int i = 0; i < CLIENTS; i++) { // each one that leaves makes room for one that waits
                try (Client client = clients.get(i)) {
                    assertEquals("w line " + i, client.receive().orElseThrow());
                }
            }
            assertEquals("w b", server.answer("web", "b"));
            server.awaitThat("all are counted",
                    () -> server.find("listeners", "name", "web").orElseThrow().get("accepted").getAsInt() == CLIENTS + 2);
            assertTrue(complaints(server) < 60, server.log()); // one in a second, not one in a try
            AppJar.answering("app", "next").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "c", "next c");
        }
    }

    private static void awaitComplaints(ServerProcess server, int number) {
        org.awaitility.Awaitility.await("complaints").atMost(ServerProcess.DEADLINE).until(() -> complaints(server) >= number);
    }

    private static long complaints(ServerProcess server) {
        return server.log().lines().filter(line -> line.contains("listener web: cannot accept, trying again")).count();
    }

    private static Duration cpu(ServerProcess server) {
        return ProcessHandle.of(server.pid()).flatMap(process -> process.info().totalCpuDuration()).orElseThrow();
    }
}
