package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guide to `wsgi` shows, done as it says.
class WsgiGuideIT {

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void needs() throws IOException {
        Peer.program("curl");
        Files.createSymbolicLink(directory.resolve("examples"), Distribution.checkout().resolve("examples"));
    }

    @Test
    void theGuestbook() throws IOException {
        follow("## Quick start", Python.with("wsgiref", "python3"));
    }

    @Test
    void flask() throws IOException {
        follow("### Flask", Python.with("flask", "python3-flask"));
    }

    @Test
    void django() throws IOException {
        follow("### Django", Python.with("django", "python3-django"));
    }

    @Test
    void crashesHangsAndChanges() throws IOException {
        follow("### When it crashes, hangs, or is changed", Python.with("wsgiref", "python3"), server -> {
            server.awaitLog("SyntaxError");
            assertEquals("better", RawHttp.get(server.address("fd3"), "/").text());
        });
    }

    private void follow(String heading, String python) throws IOException {
        follow(heading, python, _ -> {});
    }

    private void follow(String heading, String python, Guide.End end) throws IOException {
        new Guide("wsgi.md", directory, Map.of("PATH", Path.of(python).getParent() + ":" + System.getenv("PATH"), "PYTHONDONTWRITEBYTECODE",
                "1")).follow(heading, end);
    }
}
