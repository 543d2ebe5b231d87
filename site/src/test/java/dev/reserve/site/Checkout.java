package dev.reserve.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A checkout with a README and what a test adds.
///
/// @param directory where it is
record Checkout(Path directory) {

    static Checkout in(Path directory) throws IOException {
        return new Checkout(directory).with("docs/pages.txt", "Tutorial\n  README.md\n").with("README.md", "# Reserve\n");
    }

    Checkout with(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        Files.writeString(path, content);
        return this;
    }

    /// A page that is in a group.
    Checkout page(String file, String content) throws IOException {
        return with(file, content).with("docs/pages.txt", Files.readString(directory.resolve("docs/pages.txt")) + "  " + file + "\n");
    }

    List<String> problems() throws IOException {
        return site().problems().stream().map(Problem::toString).toList();
    }

    private Site site() throws IOException {
        return new Site(directory, "1", javadoc());
    }

    private Javadoc javadoc() {
        return new Javadoc(Optional.of(directory.resolve("javadoc")).filter(Files::isDirectory));
    }

    /// What the site has in a file.
    String made(String file) throws IOException {
        Path site = directory.resolve("target/site");
        site().write(site);
        return Files.readString(site.resolve(file));
    }
}
