package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The distribution of Reserve: a jar in `deploy/` is overwritten. Nothing is configured but that connections may span three swaps.
public final class ReserveHost extends ArchiveHost {

    private final Path data;

    /// @param distribution as it was built
    /// @param directory for all that this server writes
    public ReserveHost(Path distribution, Path directory, Language language) {
        Path deploy = directory.resolve("deploy");
        Path data = directory.resolve("data");
        try {
            Files.createDirectories(deploy);
            Files.writeString(deploy.resolve("reserve.cfg"), "drain.versions=3\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = ServerProcess.freePort();
        Path socket = directory.resolve("bench.sock");
        super("Reserve: overwrite the jar",
                List.of(Target.port("TCP", port, language, true),
                        new Target("Unix", List.of(UnixDomainSocketAddress.of(socket)), language, true)),
                Archive.forReserve(
                        List.of(distribution.resolve("bundles/10/dev.reserve.api.jar"),
                                distribution.resolve("lib/org.apache.felix.framework.jar"))),
                _ -> deploy.resolve("bench.jar"),
                new Start(directory, Map.of(),
                        List.of(distribution.resolve("bin/sdlaunch").toString(), "-b", "tcp=0.0.0.0:" + port, "-b", "unix=" + socket, "--",
                                distribution.resolve("bin/reserve").toString(), "--deploy", deploy.toString(), "--data", data.toString(),
                                "bench")));
        this.data = data;
    }

    /// What the process uses now.
    public Footprint footprint() throws InterruptedException {
        process().expectAlive();
        return Footprint.of(process().pid(), data);
    }
}
