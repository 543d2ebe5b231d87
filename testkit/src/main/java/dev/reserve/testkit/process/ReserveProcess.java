package dev.reserve.testkit.process;

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
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/// A server in a process of its own, with a deploy and a data directory of its own. Closing it kills whatever is left of it.
public final class ReserveProcess implements AutoCloseable {

    private final Path directory;
    private final Process process;
    private final Deadline deadline;
    private final AdminSocket admin;
    private final Map<String, SocketAddress> addresses = new ConcurrentHashMap<>();

    private ReserveProcess(Path directory, Process process, Deadline deadline) {
        this.directory = directory;
        this.process = process;
        this.deadline = deadline;
        this.admin = new AdminSocket(data().resolve("admin").resolve("admin.sock"), deadline);
    }

    /// `reserve` of a distribution, with its deploy and data directories below `directory`.
    public static List<String> command(Path home, Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/reserve").toString(), "--deploy",
                directory.resolve("deploy").toString(), "--data", directory.resolve("data").toString()));
        command.addAll(arguments);
        return command;
    }

    /// Starts a command as it is; its output goes to the file `log`.
    public static ReserveProcess start(Path directory, List<String> command, Map<String, String> environment, Deadline deadline) {
        try {
            Files.createDirectories(directory.resolve("deploy"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile())).directory(directory.toFile());
            builder.environment().putAll(environment);
            builder.redirectInput(Path.of("/dev/null").toFile());
            return new ReserveProcess(directory, builder.start(), deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it serves.
    ///
    /// @throws AssertionError if it ends instead
    public ReserveProcess awaitServing() {
        deadline.await("the server serves", () -> !process.isAlive() || state().equals("serving"), this::log);
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended with " + process.exitValue() + ":\n" + log());
        }
        return this;
    }

    public Process process() {
        return process;
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

    /// Waits for a condition; if it does not come, fails with the status and the log.
    public void awaitThat(String what, Callable<Boolean> condition) {
        deadline.await(what, condition, () -> "\n" + shownStatus() + "\n" + log());
    }

    private String shownStatus() {
        try {
            return admin.run("status").output();
        } catch (IOException e) {
            return "no status: " + e;
        }
    }

    /// Runs one command line of the shell.
    public AdminSocket.Outcome admin(String line) {
        try {
            return admin.run(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        AdminSocket.Outcome outcome = admin.run("status --json");
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

    /// Copies a file beside its destination in the deploy folder and moves it there, as one should.
    public void drop(Path source, String file) {
        try {
            Path part = deploy().resolve(file + ".part");
            Files.copy(source, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, deploy().resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether an artifact's status is that of the file that is there now, and not that of the one before.
    public boolean isAsDeployed(JsonObject artifact) throws IOException {
        Path file = deploy().resolve(artifact.get("file").getAsString());
        JsonElement sha256 = artifact.get("sha256");
        return !sha256.isJsonNull() && sha256.getAsString().equals(sha256(Files.readAllBytes(file)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
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

    /// Waits for its end; its exit code.
    public int awaitExit() {
        try {
            if (!process.waitFor(deadline.patience().toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server has not ended within " + deadline + ":\n" + log());
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
