package dev.reserve.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Python on this machine, and the applications in Python that tests have. Where something is missing, the test is skipped, and says so.
public final class Python {

    /// What Debian's packages are for; another interpreter may come before it on the `PATH`.
    private static final String SYSTEM = "/usr/bin/python3";

    private Python() {}

    /// An interpreter that has a module.
    ///
    /// @param debian package that brings it
    public static String with(String module, String debian) {
        for (String each : List.of(SYSTEM, Peer.program("python3"))) {
            if (Files.isExecutable(Path.of(each))
                    && ServerProcess.run(Path.of("/"), List.of(each, "-c", "import " + module), Map.of()).exit() == 0) {
                return each;
            }
        }
        Assumptions
                .abort("skipped: this test needs the module " + module + " of Python, which no python3 has; Debian's package is " + debian);
        throw new AssertionError("unreachable");
    }

    /// Copies an application, a folder below `wsgi/` of the test resources, to `directory`.
    ///
    /// @return its folder there
    public static Path copy(String application, Path directory) {
        Path source = Distribution.checkout().resolve("integration-tests/src/test/resources/wsgi").resolve(application);
        Path target = directory.resolve(application);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(each -> !each.toString().contains("__pycache__")).toList()) {
                Files.copy(file, target.resolve(source.relativize(file)));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Serves an application, at `/`, on the listeners `web` (TCP) and `unix`.
    ///
    /// @param arguments of `wsgi`
    public static ServerProcess serve(Path home, String... arguments) {
        List<String> command = Stream.concat(Stream.of("http", "wsgi"), Stream.of(arguments)).toList();
        return ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + home.resolve("web.sock")),
                command.toArray(String[]::new));
    }
}
