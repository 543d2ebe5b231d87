package dev.reserve.benchmarks.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Programs that are on this machine.
public final class Program {

    private Program() {}

    /// The path of a program, also of one for administrators.
    ///
    /// @param packages of Debian, that bring it
    /// @throws IllegalStateException if it is not installed
    public static String find(String name, String packages) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, name)).filter(Files::isExecutable).findFirst().map(Path::toString)
                .orElseThrow(() -> new IllegalStateException(name + " is not installed (apt-get install " + packages + ")"));
    }
}
