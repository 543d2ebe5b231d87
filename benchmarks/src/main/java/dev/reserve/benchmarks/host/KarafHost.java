package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Apache Karaf with its deploy folder: a bundle is overwritten, which updates it. The bundle has a listening socket of its own.
public final class KarafHost extends ArchiveHost {

    /// @param archive the distribution, a `.tar.gz`
    public KarafHost(Path archive, Path javaHome, Path directory) {
        Path home = Unpacked.into(directory, archive);
        int port = ServerProcess.freePort();
        super("Karaf: overwrite the bundle", List.of(Target.port("TCP", port, Language.LINES, true)),
                Archive.forKaraf(List.of(framework(home))), _ -> home.resolve("deploy/bench.jar"),
                new Start(directory,
                        Map.of("JAVA_HOME", javaHome.toString(), "KARAF_HOME", home.toString(), "EXTRA_JAVA_OPTS", "-Dbench.port=" + port),
                        List.of(home.resolve("bin/karaf").toString(), "server")));
    }

    /// The framework that comes with it, for the API of OSGi.
    private static Path framework(Path home) {
        try (var files = Files.walk(home.resolve("system/org/apache/felix/org.apache.felix.framework"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
