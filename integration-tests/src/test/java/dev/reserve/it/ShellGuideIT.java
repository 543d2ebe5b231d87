package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first hour in the shell, done as the guide says.
class ShellGuideIT {

    @Test
    void theFirstHour(@TempDir Path directory) throws IOException {
        Peer.program("curl");
        Files.createSymbolicLink(directory.resolve("apps"), Distribution.home().resolve("apps"));
        Files.createSymbolicLink(directory.resolve("reservectl"), Path.of(Distribution.bin("reservectl")));
        String python = Python.with("wsgiref", "python3");
        new Guide("first-hour.md", directory, Map.of("PATH", Path.of(python).getParent() + ":" + System.getenv("PATH"), "RESERVE_BASE",
                directory.toString())).followAll(server -> assertEquals(0, server.awaitExit()));
    }
}
