package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;

/// The commands that put artifacts into the deploy folder and take them out.
final class Deploying {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    /// A bundle may offer its app some time after it has started.
    private static final Duration UNUSED = Duration.ofSeconds(2);
    /// The core waits a moment whether a file that is gone comes back.
    private static final Duration GONE = Duration.ofSeconds(10);

    private final Core core;

    Deploying(Core core) {
        this.core = core;
    }

    List<Command> commands() {
        return List.of(Command.of(Usage
                .changing("deploy", "copies a file or folder into the deploy folder, where it becomes the next version of its app").json()
                .argument("FILE", "a jar, or what else can be deployed; a path that does not begin with / is below the session's directory")
                .value("--as", "NAME", "the name that it gets there; its own if nothing else is said")
                .choice("--wait", List.of("settled"), "returns when its version is current, or past probation; fails if that does not come")
                .value("--timeout", "SECONDS", "how long to wait at most; " + PATIENCE.toSeconds() + " if nothing else is said")
                .details("""
                        With --wait the command fails, with the reason, when the content is rejected or no listener or mount asks for its app; with
                        --wait=settled also when its version is rolled back. It ends with 75 if nothing of that has come after the timeout. What is
                        deployed stays deployed."""), this::deploy),
                Command.of(
                        Usage.changing("undeploy", "deletes a file or folder from the deploy folder: its app ends, and what is open drains")
                                .json()
                                .argument("FILE", "its name there"),
                        this::undeploy));
    }

    private String deploy(CommandSession session, Given given) throws CommandFailure, IOException, InterruptedException {
        Path file = session.currentDir().resolve(given.argument("FILE")).normalize();
        Path own = file.getFileName();
        Duration timeout = given.seconds("--timeout").orElse(PATIENCE);
        boolean waits = given.has("--wait");
        if (!waits && given.has("--timeout")) {
            throw new CommandFailure(CommandFailure.USAGE, "deploy: --timeout without --wait: there is nothing to wait for");
        }
        if (!Files.isReadable(file) || own == null) {
            throw Files.exists(file)
                    ? new CommandFailure(CommandFailure.FAILED, "deploy: " + file + ": the server may not read it")
                    : new CommandFailure(CommandFailure.UNAVAILABLE,
                            "deploy: " + file + ": there is no such file or folder, or the server may not see it");
        }
        String name = given.option("--as").orElse(own.toString());
        if (waits && (name.endsWith(".cfg") || name.endsWith(".config"))) {
            throw new CommandFailure(CommandFailure.USAGE, "deploy: " + name + " is configuration, which has no version to wait for");
        }
        Admin admin = core.running();
        String sha256 = core.files().put(file, name);
        if (!waits) {
            return given.json()
                    ? Json.of(new Deployed(name, sha256, "deployed", List.of()))
                    : name + " is deployed, SHA-256 " + sha256;
        }
        boolean settled = given.option("--wait").orElse("").equals("settled");
        Progress.Arrived arrived = await(admin, name, sha256, settled, timeout);
        return given.json() ? Json.of(new Deployed(name, sha256, arrived.state(), arrived.versions())) : name + ": " + arrived.where();
    }

    /// What `deploy --json` shows.
    ///
    /// @param state `deployed`, if nobody waits; `canary`, `probation` or `current`
    private record Deployed(String file, String sha256, String state, List<String> versions) {}

    private static Progress.Arrived await(Admin admin, String name, String sha256, boolean settled, Duration timeout)
            throws CommandFailure, InterruptedException {
        long start = System.nanoTime();
        long unusedSince = 0;
        for (;;) {
            Progress progress = Progress.of(admin.status(), name, sha256, settled);
            long now = System.nanoTime();
            boolean late = now - start > timeout.toNanos();
            switch (progress) {
                case Progress.Arrived arrived -> {
                    return arrived;
                }
                case Progress.Failed(String why) -> throw new CommandFailure(CommandFailure.FAILED, name + ": " + why);
                case Progress.Unused(String why) -> {
                    unusedSince = unusedSince == 0 ? now : unusedSince;
                    if (late || now - unusedSince > UNUSED.toNanos()) {
                        throw new CommandFailure(CommandFailure.FAILED, name + ": " + why);
                    }
                }
                case Progress.Going(String where) -> {
                    unusedSince = 0;
                    if (late) {
                        throw new CommandFailure(CommandFailure.TEMPORARY, name + ": not " + (settled ? "settled" : "current") + " after "
                                + timeout.toMillis() / 1000.0 + " s: " + where);
                    }
                }
            }
            Thread.sleep(LOOK);
        }
    }

    private String undeploy(CommandSession session, Given given) throws CommandFailure, IOException, InterruptedException {
        String name = given.argument("FILE");
        Admin admin = core.running();
        DeployFolder folder = core.files();
        List<Status.Artifact> artifacts = admin.status().artifacts();
        if (name.indexOf('/') >= 0 || !folder.remove(name)) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE, "undeploy: there is no " + name + " in " + folder.path()
                    + artifacts.stream().filter(artifact -> artifact.apps().contains(name)).findFirst()
                            .map(artifact -> "; the app " + name + " comes from " + artifact.file())
                            .orElse(artifacts.isEmpty()
                                    ? ""
                                    : "; expected one of " + String.join(", ", artifacts.stream().map(Status.Artifact::file).toList())));
        }
        long deadline = System.nanoTime() + GONE.toNanos();
        while (System.nanoTime() - deadline < 0 && has(admin, name)) {
            Thread.sleep(LOOK);
        }
        return given.json() ? Json.of(Map.of("file", name)) : name + " is removed";
    }

    private static boolean has(Admin admin, String name) {
        return admin.status().artifacts().stream().anyMatch(artifact -> artifact.file().equals(name));
    }
}
