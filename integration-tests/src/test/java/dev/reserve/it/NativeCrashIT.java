package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An app that takes the process down, whose listening socket somebody else holds open.
@Timeout(180)
class NativeCrashIT {

    private static final AppJar CRASHING = AppJar.answering("app", "").launch("""
            return (socket, client, server) -> {
                String line = lines(socket).readLine();
                if ("crash".equals(line)) {
                    java.lang.foreign.MemorySegment.ofAddress(8).reinterpret(8).set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1);
                }
                say(socket, ProcessHandle.current().pid() + " " + line);
            };""");

    @Test
    void allConnectionsAreLostAndThoseThatComeMeanwhileAreServedByTheNextProcess(@TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peer.program("python3"), Peer.script(directory, "keep-listening.py")));
        command.addAll(ServerProcess.reserveCommand(directory));
        try (ServerProcess server = ServerProcess.start(directory, command, Map.of()).awaitServing()) {
            CRASHING.dropInto(server.deploy(), "app.jar");
            String before = server.answer("web", "a");
            try (Client open = server.connect("web"); Client crashing = server.connect("web")) {
                crashing.send("crash");
                assertEquals("", end(crashing));
                assertEquals("", end(open));
            }
            String after = server.answer("web", "a");
            assertEquals(before.replaceFirst("^\\d+", ""), after.replaceFirst("^\\d+", ""));
            assertEquals(2, List.of(before, after).stream().distinct().count());
        }
    }

    private static String end(Client client) {
        try {
            return client.receive().orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
