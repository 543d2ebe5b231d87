package dev.reserve.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A directory for all that a server writes, deleted at the end. In the one for temporary files, because the path of a Unix socket must be short.
record WorkDirectory(Path path) {

    static WorkDirectory create() {
        try {
            return new WorkDirectory(Files.createTempDirectory("bench-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
