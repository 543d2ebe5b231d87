package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The application in Python, and the interpreter that runs it: the system's own, for which the peers are built.
public final class PythonFiles {

    /// The interpreter.
    static final String PYTHON = "/usr/bin/python3";

    private static final List<String> FILES = List.of("bench.py", "bench_flask.py");

    private PythonFiles() {}

    /// Writes the application into a directory, where every user can read it.
    public static Path write(Path directory) {
        try {
            openToAll(directory);
            for (String name : FILES) {
                try (InputStream in = PythonFiles.class.getResourceAsStream(name)) {
                    if (in == null) {
                        throw new AssertionError("there is no resource " + name);
                    }
                    Files.copy(in, directory.resolve(name));
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets every user look into a directory.
    public static void openToAll(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// @throws IllegalStateException if the interpreter has no such module
    public static void expectModule(String module, String packages) {
        try {
            ServerProcess.run(List.of(PYTHON, "-c", "import " + module));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(PYTHON + " has no module " + module + " (apt-get install " + packages + ")", e);
        }
    }

    /// The version of a package of Debian.
    static String version(String name) {
        return ServerProcess.run(List.of("dpkg-query", "-W", "-f", "${Version}", name)).replaceFirst("[-+~].*$", "");
    }
}
