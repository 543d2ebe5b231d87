package dev.reserve.it.harness;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A service manager that only listens: what a server tells it by the protocol of sd_notify(3).
public final class NotifiedManager implements AutoCloseable {

    private final Path file;
    private final Process process;

    private NotifiedManager(Path file, Process process) {
        this.file = file;
        this.process = process;
    }

    /// @param address a path, or `@` and the name of an abstract socket
    public static NotifiedManager at(String address, Path directory) throws IOException {
        Path file = directory.resolve("notified");
        Path program = Distribution.checkout().resolve("integration-tests/src/test/resources/systemd/manager.py");
        Process process = new ProcessBuilder(Python.with("socket", "python3"), program.toString(), address, file.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("manager.log").toFile()).start();
        NotifiedManager manager = new NotifiedManager(file, process);
        await().atMost(ServerProcess.DEADLINE).until(() -> Files.exists(file) && Files.size(file) > 0);
        return manager;
    }

    /// The messages so far, each with its lines.
    public List<List<String>> messages() {
        try {
            // The last may still be written to.
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().skip(1)
                    .map(line -> List.of(JsonParser.parseString(line).getAsString()
                            .split("\n", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many messages have a line that begins so.
    public long count(String beginning) {
        return lines().filter(line -> line.startsWith(beginning)).count();
    }

    public Stream<String> lines() {
        return messages().stream().flatMap(List::stream);
    }

    /// The last line that begins so, without that; empty if there is none.
    public String last(String beginning) {
        return lines().filter(line -> line.startsWith(beginning)).reduce("", (_, line) -> line.substring(beginning.length()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
