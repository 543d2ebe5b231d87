package dev.reserve.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The directory that the site is written to.
final class Output {

    private final Path directory;
    private final Set<Path> written = new HashSet<>();

    Output(Path directory) {
        this.directory = directory;
    }

    void write(String name, String content) throws IOException {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void write(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, content);
        written.add(file);
    }

    /// Removes what an earlier build has left.
    void removeOthers() throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.walk(directory)) {
            others = all.filter(file -> Files.isRegularFile(file) && !written.contains(file)).toList();
        }
        for (Path other : others) {
            Files.delete(other);
        }
    }
}
