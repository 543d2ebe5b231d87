package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;

/// The command that puts all that helps to find a fault into one archive.
final class Diagnosing {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int CONNECTIONS = 1000;

    private final Core core;
    private final History history;
    private final Path data;
    private final BundleContext bundles;

    /// @param data where archives go if nothing else is said
    Diagnosing(Core core, History history, Path data, BundleContext bundles) {
        this.core = core;
        this.history = history;
        this.data = data;
        this.bundles = bundles;
    }

    List<Command> commands() {
        return List.of(Command.of(Usage
                .showing("diag",
                        "writes an archive for those who look for a fault: status, history, threads, configuration without secrets")
                .json()
                .perhaps("FILE", "where to; diag-TIME.zip in the server's data directory if nothing else is said"), this::diag));
    }

    private String diag(CommandSession session, Given given) throws CommandFailure, IOException {
        Path file = given.perhaps("FILE").map(name -> session.currentDir().resolve(name).normalize()).orElseGet(this::free);
        if (Files.isDirectory(file)) {
            throw new CommandFailure(CommandFailure.FAILED, "diag: " + file + " is a directory; expected the name of a file");
        }
        try (Archive archive = Archive.create(file)) {
            fill(archive);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(CommandFailure.FAILED, "diag: " + file + " is there already; expected the name of a new file", e);
        }
        return given.json() ? Json.of(Map.of("file", file.toString())) : file.toString();
    }

    private Path free() {
        String name = "diag-" + STAMP.format(Instant.now());
        Path file = data.resolve(name + ".zip");
        for (int i = 2; Files.exists(file); i++) {
            file = data.resolve(name + "-" + i + ".zip");
        }
        return file.toAbsolutePath();
    }

    private void fill(Archive archive) throws CommandFailure, IOException {
        Admin admin = core.running();
        archive.add("status.txt", () -> Secrets.masked(StatusText.of(admin.status())));
        archive.add("status.json", () -> Json.masked(admin.status()));
        archive.add("connections.json", () -> Json.masked(admin.connections(false).stream().limit(CONNECTIONS).toList()));
        archive.add("load.json", () -> Json.masked(Sample.take(admin)));
        archive.add("leaks.json", () -> Json.masked(admin.leaks()));
        archive.add("journal.txt", () -> Secrets.masked(History.text(history.events(admin.journal()))));
        archive.add("bundles.txt", () -> Surroundings.bundles(bundles));
        archive.add("jvm.txt", Surroundings::jvm);
        archive.add("threads.txt", () -> Surroundings.threads(data));
        archive.add("process/status.txt", () -> Files.readString(Path.of("/proc/self/status")));
        archive.add("process/limits.txt", () -> Files.readString(Path.of("/proc/self/limits")));
        Path deploy = core.files().path();
        for (Path each : Surroundings.configurations(deploy)) {
            archive.add("configuration/" + each.getFileName(), () -> Secrets.maskedKeys(Files.readString(each)));
        }
    }
}
