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
public final class ReserveHost implements Host {

    private final Path deploy;
    private final Path data;
    private final List<Target> targets;
    private final Archive archive;
    private final ServerProcess process;

    /// @param distribution as it was built
    /// @param directory for all that this server writes
    public ReserveHost(Path distribution, Path directory, Language language) {
        this.deploy = directory.resolve("deploy");
        this.data = directory.resolve("data");
        this.archive = Archive.forReserve(
                List.of(distribution.resolve("bundles/10/dev.reserve.api.jar"),
                        distribution.resolve("lib/org.apache.felix.framework.jar")));
        try {
            Files.createDirectories(deploy);
            Files.writeString(deploy.resolve("reserve.cfg"), "drain.versions=3\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int port = ServerProcess.freePort();
        Path socket = directory.resolve("bench.sock");
        this.targets = List.of(Target.port("TCP", port, language, true),
                new Target("Unix", List.of(UnixDomainSocketAddress.of(socket)), language, true));
        deploy(0);
        this.process = ServerProcess.start(directory, Map.of(),
                List.of(distribution.resolve("bin/sdlaunch").toString(), "-b", "tcp=0.0.0.0:" + port, "-b", "unix=" + socket, "--",
                        distribution.resolve("bin/reserve").toString(), "--deploy", deploy.toString(), "--data", data.toString(), "bench"));
    }

    @Override
    public String name() {
        return "Reserve: overwrite the jar";
    }

    @Override
    public List<Target> targets() {
        return targets;
    }

    @Override
    public long deploy(int version) {
        return archive.moveTo(deploy.resolve("bench.jar"), version);
    }

    /// What the process uses now.
    public Footprint footprint() throws InterruptedException {
        process.expectAlive();
        return Footprint.of(process.pid(), data);
    }

    @Override
    public void close() {
        process.close();
    }
}
