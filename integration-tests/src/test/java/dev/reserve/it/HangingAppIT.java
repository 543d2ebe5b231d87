package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Apps whose start or launch never returns, also when it is interrupted.
class HangingAppIT {

    private static final AppJar GOOD = AppJar.answering("app", "good");
    private static final String UNTIL_INTERRUPTED = "new java.util.concurrent.CountDownLatch(1).await();";
    private static final String FOREVER = "while (true) { java.util.concurrent.locks.LockSupport.parkNanos(100_000_000); Thread.interrupted(); }";

    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {UNTIL_INTERRUPTED + " return null;", FOREVER})
    void aLaunchThatHangsIsRejectedAndTheOldVersionGoesOn(String launch) throws Exception {
        rejectedWhileServing(GOOD.launch(launch), "the launch of app app has not returned");
    }

    @ParameterizedTest
    @ValueSource(strings = {UNTIL_INTERRUPTED, "if (true) " + FOREVER})
    void aStartThatHangsIsRejectedAndTheOldVersionGoesOn(String start) throws Exception {
        rejectedWhileServing(GOOD.start(start), "the start of app.jar has not returned");
    }

    private void rejectedWhileServing(AppJar hanging, String reason) throws Exception {
        GOOD.dropInto(server.deploy(), "app.jar");
        try (Client open = server.connect("web")) {
            assertEquals("good a", open.exchange("a"));
            String serving = server.version("web");
            server.configure("reserve.cfg", "launch.timeout.seconds=1");
            server.awaitLog("launch timeout 1 s");
            hanging.dropInto(server.deploy(), "app.jar");
            JsonObject rejected = server.awaitArtifact("app.jar", "rejected");
            assertTrue(rejected.get("reason").getAsString().contains(reason), rejected.toString());
            assertEquals(serving, server.version("web"));
            assertEquals("good b", server.answer("web", "b"));
            assertEquals("good c", open.exchange("c"));

            server.configure("reserve.cfg", "launch.timeout.seconds=60");
            server.awaitLog("launch timeout 60 s");
            AppJar.answering("app", "better").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "d", "better d");
        }
        server.signal("TERM");
        assertEquals(0, server.awaitExit());
    }
}
