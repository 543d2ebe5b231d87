package dev.reserve.it.harness;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionTimeoutException;

/// A server in a process of its own, with a deploy and a data directory of its own. Closing it kills whatever is left of it.
public final class ServerProcess implements AutoCloseable {

    /// How long to wait for what has to happen; not a measure of speed.
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Path directory;
    private final Process process;
    private final Map<String, SocketAddress> addresses = new ConcurrentHashMap<>();

    private ServerProcess(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /// Starts `sdlaunch LAUNCH… -- reserve RESERVE…` and waits until it serves.
    public static ServerProcess launched(Path directory, List<String> launch, String... reserve) {
        List<String> command = new ArrayList<>(List.of(Distribution.bin("sdlaunch")));
        command.addAll(launch);
        command.add("--");
        command.addAll(reserveCommand(directory, reserve));
        return start(directory, command, Map.of()).awaitServing();
    }

    /// Starts `reserve RESERVE…` with the directories that a test's server has, and waits until it serves.
    public static ServerProcess started(Path directory, String... reserve) {
        return start(directory, reserveCommand(directory, reserve), Map.of()).awaitServing();
    }

    /// `reserve` with its deploy and data directories below `directory`.
    public static List<String> reserveCommand(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Distribution.bin("reserve"), "--deploy", directory.resolve("deploy").toString(), "--data",
                        directory.resolve("data").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Starts a command as it is; its output goes to the file `log`.
    public static ServerProcess start(Path directory, List<String> command, Map<String, String> environment) {
        try {
            Files.createDirectories(directory.resolve("deploy"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())).directory(directory.toFile());
            builder.environment().putAll(environment);
            builder.redirectInput(Path.of("/dev/null").toFile());
            return new ServerProcess(directory, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ServerProcess awaitServing() {
        await().atMost(DEADLINE).until(() -> !process.isAlive() || state().equals("serving"));
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended with " + process.exitValue() + ":\n" + log());
        }
        return this;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path deploy() {
        return directory.resolve("deploy");
    }

    public Path data() {
        return directory.resolve("data");
    }

    /// What it has printed so far.
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void awaitLog(String text) {
        awaitThat("the log says: " + text, () -> log().contains(text));
    }

    /// Waits for a condition; if it does not come, fails with the log and the status.
    public void awaitThat(String what, Callable<Boolean> condition) {
        try {
            await(what).atMost(DEADLINE).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + ctl("status").output() + "\n" + log(), e);
        }
    }

    /// The outcome of a command that has ended.
    public record Outcome(int exit, String output) {}

    /// Runs `reservectl` against this server.
    public Outcome ctl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Distribution.bin("reservectl"), "--data", data().toString()));
        command.addAll(List.of(arguments));
        return run(directory, command, Map.of());
    }

    /// Runs one command line without starting `reservectl` for it.
    public Outcome admin(String line) {
        try {
            return AdminClient.run(data().resolve("admin").resolve("admin.sock"), line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end.
    public static Outcome run(Path directory, List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process run = builder.start();
                if (!run.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                    run.destroyForcibly();
                    throw new AssertionError(command + " has not ended:\n" + Files.readString(output));
                }
                return new Outcome(run.exitValue(), Files.readString(output));
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The document that `status --json` prints.
    public JsonObject status() {
        try {
            return askStatus();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonObject askStatus() throws IOException {
        Outcome outcome = AdminClient.run(data().resolve("admin").resolve("admin.sock"), "status --json");
        if (outcome.exit() != 0) {
            throw new IOException("status --json ended with " + outcome.exit() + ": " + outcome.output());
        }
        return JsonParser.parseString(outcome.output()).getAsJsonObject();
    }

    private String state() {
        try {
            return askStatus().getAsJsonObject("server").get("state").getAsString();
        } catch (IOException e) { // it is not there yet
            return "unreachable";
        }
    }

    /// The element of a list of the status whose `key` is `value`: `find("artifacts", "file", "echo.jar")`.
    public Optional<JsonObject> find(String list, String key, String value) {
        return StreamSupport.stream(status().getAsJsonArray(list).spliterator(), false).map(JsonElement::getAsJsonObject)
                .filter(each -> !each.get(key).isJsonNull() && each.get(key).getAsString().equals(value)).findFirst();
    }

    /// Waits until an artifact is in a state, and gives its status. A jar that is `current` is the one that is there now.
    public JsonObject awaitArtifact(String file, String state) {
        awaitThat("artifact " + file + " is " + state,
                () -> {
                    Optional<JsonObject> found = find("artifacts", "file", file)
                            .filter(artifact -> artifact.get("state").getAsString().equals(state));
                    return found.isPresent() && (!state.equals("current") || isAsDeployed(found.get()));
                });
        return find("artifacts", "file", file).orElseThrow();
    }

    private boolean isAsDeployed(JsonObject artifact) throws IOException {
        Path file = deploy().resolve(artifact.get("file").getAsString());
        return !file.toString().endsWith(".jar") || artifact.get("sha256").getAsString().equals(Texts.sha256(Files.readAllBytes(file)));
    }

    /// Where a listener listens, for a client on this machine.
    public SocketAddress address(String listener) {
        return addresses.computeIfAbsent(listener, this::askAddress);
    }

    private SocketAddress askAddress(String listener) {
        String address = find("listeners", "name", listener).orElseThrow().get("address").getAsString();
        if (address.startsWith("/")) {
            return UnixDomainSocketAddress.of(address);
        }
        int colon = address.lastIndexOf(':');
        boolean any = address.startsWith("[::]:");
        return new InetSocketAddress(
                any ? InetAddress.getLoopbackAddress() : InetAddress.ofLiteral(address.substring(0, colon).replaceAll("[\\[\\]]", "")),
                Integer.parseInt(address.substring(colon + 1)));
    }

    /// Connects to a listener.
    public Client connect(String listener) {
        return Client.connect(address(listener));
    }

    /// What a connection of its own gets for a line.
    public String answer(String listener, String line) throws IOException {
        try (Client client = connect(listener)) {
            return client.exchange(line);
        }
    }

    /// Waits until connections of their own are answered so.
    public void awaitAnswer(String listener, String line, String expected) {
        awaitThat(listener + " answers " + expected, () -> answer(listener, line).equals(expected));
    }

    /// The id of the version that serves a listener, or empty if there is none.
    public String version(String listener) {
        JsonElement version = find("listeners", "name", listener).orElseThrow().get("version");
        return version.isJsonNull() ? "" : version.getAsString();
    }

    /// Writes a file into the deploy folder.
    public void configure(String file, String... lines) {
        try {
            Files.write(deploy().resolve(file), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a signal, such as `TERM`.
    public void signal(String name) {
        run(directory, List.of("kill", "-" + name, Long.toString(pid())), Map.of());
    }

    /// Waits for its end; its exit code.
    public int awaitExit() {
        try {
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server has not ended:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        awaitExit();
    }
}
