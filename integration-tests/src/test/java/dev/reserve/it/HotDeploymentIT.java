package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotDeploymentIT {

    @Test
    void aNewJarServesAndAnOverwrittenOneTakesOver(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
            try (Client old = server.connect("web")) {
                assertEquals("one a", old.exchange("a"));
                AppJar.answering("app", "two").dropInto(server.deploy(), "app.jar");
                server.awaitThat("the new version answers", () -> answer(server).equals("two x"));
                assertEquals("one b", old.exchange("b"));
            }
            server.awaitLog("retired");
            assertTrue(server.isAlive());
        }
    }

    private static String answer(ServerProcess server) throws Exception {
        try (Client client = server.connect("web")) {
            return client.exchange("x");
        }
    }
}
