package dev.reserve.it.harness;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.reserve.testkit.process.AdminSocket;
import dev.reserve.testkit.process.Deadline;
import dev.reserve.testkit.process.ReserveProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/// A server in a process of its own, with a deploy and a data directory of its own. Closing it kills whatever is left of it.
public final class ServerProcess implements AutoCloseable {

    /// How long to wait for what has to happen; not a measure of speed.
    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Deadline PATIENCE = new Deadline(DEADLINE);

    private final Path directory;
    private final ReserveProcess server;

    private ServerProcess(Path directory, ReserveProcess server) {
        this.directory = directory;
        this.server = server;
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
        return ReserveProcess.command(Distribution.home(), directory, List.of(arguments));
    }

    /// Starts a command as it is; its output goes to the file `log`.
    public static ServerProcess start(Path directory, List<String> command, Map<String, String> environment) {
        return new ServerProcess(directory, ReserveProcess.start(directory, command, environment, PATIENCE));
    }

    public ServerProcess awaitServing() {
        server.awaitServing();
        return this;
    }

    public long pid() {
        return server.process().pid();
    }

    public boolean isAlive() {
        return server.process().isAlive();
    }

    public Path deploy() {
        return server.deploy();
    }

    public Path data() {
        return server.data();
    }

    /// What it has printed so far.
    public String log() {
        return server.log();
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
        AdminSocket.Outcome outcome = server.admin(line);
        return new Outcome(outcome.exit(), outcome.output());
    }

    /// Runs a command to its end. One that builds something may take longer than a server does for anything.
    public static Outcome run(Path directory, List<String> command, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("output", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                        .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                Process run = builder.start();
                if (!run.waitFor(3 * DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
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
        return server.status();
    }

    /// The element of a list of the status whose `key` is `value`: `find("artifacts", "file", "echo.jar")`.
    public Optional<JsonObject> find(String list, String key, String value) {
        return server.find(list, key, value);
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
        return !artifact.get("file").getAsString().endsWith(".jar") || server.isAsDeployed(artifact);
    }

    /// Where a listener listens, for a client on this machine.
    public SocketAddress address(String listener) {
        return server.address(listener);
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
        return server.awaitExit();
    }

    @Override
    public void close() {
        server.close();
    }
}
