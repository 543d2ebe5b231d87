package dev.reserve.benchmarks.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The stock distribution of a server, unpacked for one run.
final class Unpacked {

    private Unpacked() {}

    /// The one directory that a `.tar.gz` has at its top.
    static Path into(Path directory, Path archive) {
        ServerProcess.run(List.of("tar", "-xzf", archive.toString(), "-C", directory.toString()));
        try (var files = Files.list(directory)) {
            return files.filter(Files::isDirectory).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Replaces a text in a file, which has to be there.
    static void edit(Path file, String text, String replacement) {
        try {
            String before = Files.readString(file);
            if (!before.contains(text)) {
                throw new IllegalStateException(file + " does not contain " + text);
            }
            Files.writeString(file, before.replace(text, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
