package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guide to `wsgi` shows, done as it says. What stands after `#` is what a command prints, at once or a little later.
class WsgiGuideIT {

    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern EXPECTING = Pattern.compile("(.*?) +# (.*)");
    private static final String START = "./sdlaunch -b '[::]:8080' -- ./reserve ";

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
            assertEquals("better", RawHttp.get(server.address("web"), "/").text());
        });
    }

    private void follow(String heading, String python) throws IOException {
        follow(heading, python, _ -> {});
    }

    /// What is to be looked at in the end.
    private interface End {
        void look(ServerProcess server) throws IOException;
    }

    private void follow(String heading, String python, End end) throws IOException {
        Map<String, String> environment = Map.of("PATH", Path.of(python).getParent() + ":" + System.getenv("PATH"),
                "PYTHONDONTWRITEBYTECODE", "1");
        List<String> blocks = BLOCK.matcher(section(heading)).results().map(block -> block.group(1)).toList();
        int start = blocks.indexOf(blocks.stream().filter(block -> block.startsWith(START)).findFirst().orElseThrow());
        for (String block : blocks.subList(0, start)) {
            shell(block, environment);
        }
        List<String> command = new ArrayList<>(List.of(Distribution.bin("sdlaunch"), "-b", "web=[::]:0", "--"));
        command.addAll(ServerProcess.reserveCommand(directory, blocks.get(start).strip().substring(START.length()).split(" ", -1)));
        try (ServerProcess server = ServerProcess.start(directory, command, environment).awaitServing()) {
            String port = server.address("web").toString().replaceAll(".*:", "");
            List<String> lines = blocks.subList(start + 1, blocks.size()).stream().flatMap(String::lines)
                    .map(line -> line.replace("8080", port)).toList();
            assertFalse(lines.isEmpty());
            for (String line : lines) {
                var expecting = EXPECTING.matcher(line);
                if (expecting.matches()) {
                    server.awaitThat(line, () -> shell(expecting.group(1), environment).strip().equals(expecting.group(2)));
                } else {
                    shell(line, environment);
                }
            }
            end.look(server);
        }
    }

    private String shell(String script, Map<String, String> environment) {
        Outcome outcome = ServerProcess.run(directory, List.of("sh", "-ec", script), environment);
        assertEquals(0, outcome.exit(), outcome.output());
        return outcome.output();
    }

    /// What is between this heading and the next one of whatever level.
    private static String section(String heading) throws IOException {
        String text = Files.readString(Distribution.checkout().resolve("docs/wsgi.md"));
        int start = text.indexOf(heading + "\n");
        return text.substring(start, text.indexOf("\n##", start + 1));
    }
}
