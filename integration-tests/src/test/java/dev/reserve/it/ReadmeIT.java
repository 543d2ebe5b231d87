package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the README shows, done as it says.
class ReadmeIT {

    private static final Pattern BLOCK = Pattern.compile("(?m)^```(sh|bash)\\n(.*?)^```$", Pattern.DOTALL);

    @Test
    void theBundledAppSendsBackWhatItGets(@TempDir Path directory) throws IOException {
        List<String> blocks = BLOCK.matcher(section("## Run it")).results().map(block -> block.group(2)).toList();
        assertEquals(List.of("./sdlaunch -b '[::]:8080' -- ./reserve echo\n"), blocks.subList(0, 1));
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=[::]:0"), "echo")) {
            String port = server.address("web").toString().replaceAll(".*:", "");
            Path script = Files.writeString(directory.resolve("script"), blocks.get(1).replace("8080", port));
            assertEquals("hello\n", shell(directory, "bash " + script));
        }
    }

    @Test
    void theFirstAppCanBeTypedInChangedAndBroken(@TempDir Path directory) throws IOException {
        String section = section("## Your first app, in five minutes");
        Path deploy = Files.createDirectory(directory.resolve("deploy"));
        Files.createSymbolicLink(directory.resolve("dist"), Distribution.checkout().resolve("dist"));
        List<String> blocks = BLOCK.matcher(section).results().map(block -> block.group(2)).toList();
        String build = blocks.stream().filter(block -> block.startsWith("javac ")).collect(Collectors.joining());
        String copy = "cd hello\n" + build + "cp hello.jar ../deploy/\n";
        String connect = blocks.stream().flatMap(String::lines).filter(line -> line.startsWith("bash -c 'cat ")).findFirst().orElseThrow();

        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=[::]:0"), "--deploy", deploy.toString())) {
            String port = server.address("web").toString().replaceAll(".*:", "");
            String setUp = blocks.stream().limit(2).collect(Collectors.joining());
            shell(directory, setUp);
            shell(directory, copy);
            assertEquals("Hello!\n", shell(directory, connect.replace("8080", port)));

            shell(directory, "sed -i 's/Hello!/Good evening!/' hello/src/hello/Hello.java\n" + copy);
            server.awaitThat("the new greeting", () -> greeting(server).equals("Good evening!"));

            shell(directory, "sed -i 's/return .*/throw new IllegalStateException(\"no\");/' hello/src/hello/Hello.java\n" + copy);
            String reason = server.awaitArtifact("hello.jar", "rejected").get("reason").getAsString();
            assertEquals("the launch of app hello failed: java.lang.IllegalStateException: no", reason);
            assertEquals("Good evening!", greeting(server));
        }
    }

    @Test
    void theTestCommandIsThatOfContinuousIntegration() throws IOException {
        MatchResult command = BLOCK.matcher(section("## Test it")).results().findFirst().orElseThrow();
        String script = Files.readString(Distribution.checkout().resolve(".ci/run"));
        assertEquals(command.group(2).strip(), script.lines().toList().getLast().replace("exec ", ""));
    }

    private static String section(String heading) throws IOException {
        String text = Files.readString(Distribution.checkout().resolve("README.md"));
        int start = text.indexOf(heading);
        int end = text.indexOf("\n## ", start + 1);
        return text.substring(start, end);
    }

    private static String greeting(ServerProcess server) throws IOException {
        try (Client client = server.connect("web")) {
            return client.receive().orElse("nothing");
        }
    }

    private static String shell(Path directory, String script) {
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
        Outcome outcome = ServerProcess.run(directory, List.of("sh", "-ec", script), Map.of("PATH", path));
        assertEquals(0, outcome.exit(), outcome.output());
        return outcome.output();
    }
}
