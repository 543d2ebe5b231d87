package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An app whose handlers compute on every carrier of virtual threads there is.
@Timeout(180)
class BusyProcessorsIT {

    @Test
    void acceptorsAndShellGoOnAndWhatTheyTakeInIsServedWhenAProcessorIsFree(@TempDir Path directory) throws Exception {
        Path gate = directory.resolve("gate");
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "busy=127.0.0.1:0", "-b", "web=127.0.0.1:0"))) {
            server.configure("reserve.binding-busy.cfg", "listener=busy", "app=busy");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=other");
            AppJar.answering("other", "one").dropInto(server.deploy(), "other.jar");
            AppJar.answering("busy", "").launch("""
                    java.util.concurrent.atomic.AtomicBoolean done = new java.util.concurrent.atomic.AtomicBoolean();
                    Thread.ofPlatform().daemon().start(() -> {
                        while (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) {
                            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                        }
                        done.set(true);
                    });
                    return (socket, client, server) -> {
                        say(socket, "busy");
                        while (!done.get()) {
                            Thread.onSpinWait();
                        }
                    };""".formatted(gate)).dropInto(server.deploy(), "busy.jar");
            server.awaitAnswer("web", "a", "one a");
            server.awaitThat("the app serves", () -> !server.version("busy").isEmpty());
            int accepted = accepted(server);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                clients.add(server.connect("busy"));
            }
            assertEquals("busy", clients.getFirst().receive().orElseThrow());
            try (Client other = server.connect("web")) {
                other.send("b");
                server.awaitThat("it is accepted", () -> accepted(server) == accepted + 1);
                String busy = server.version("busy");
                AppJar.answering("busy", "calm").dropInto(server.deploy(), "busy.jar");
                server.awaitThat("another version takes over", () -> !server.version("busy").equals(busy));
                Files.createFile(gate);
                assertEquals("one b", other.receive().orElseThrow());
            }
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static int accepted(ServerProcess server) {
        return server.find("listeners", "name", "web").orElseThrow().get("accepted").getAsInt();
    }
}
