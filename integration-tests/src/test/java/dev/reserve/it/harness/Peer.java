package dev.reserve.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;

/// Other programs that tests work with. Where one does not exist, the test is skipped, and says so.
public final class Peer {

    private Peer() {}

    /// The path of a program on the `PATH`.
    public static String program(String name) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            Path candidate = Path.of(directory, name);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        Assumptions.abort("skipped: this test needs the program " + name + ", which is not on the PATH");
        throw new AssertionError("unreachable");
    }

    /// The path of a shared library, the first there is of these names.
    public static String library(List<String> names) {
        try (DirectoryStream<Path> multiarch = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            List<Path> directories = new ArrayList<>(List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib")));
            multiarch.forEach(directories::add);
            for (Path directory : directories) {
                for (String name : names) {
                    if (Files.isRegularFile(directory.resolve(name))) {
                        return directory.resolve(name).toString();
                    }
                }
            }
            Assumptions.abort("skipped: this test needs the library " + names.getFirst() + ", which is in none of " + directories);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("unreachable");
    }

    /// What to put before a command for whom permissions count: nothing for ordinary users; for root, what takes root's privileges away.
    public static List<String> unprivileged() {
        return isRoot() ? List.of(program("setpriv"), "--bounding-set=-all", "--inh-caps=-all") : List.of();
    }

    /// What to put before a command to run it as another user.
    public static List<String> anotherUser() {
        Assumptions.assumeTrue(isRoot(), "skipped: this test becomes another user, which only root can");
        return List.of(program("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// Copies a script from the test resources, for a program that reads it from a file.
    public static String script(Path directory, String name) throws IOException {
        Path script = directory.resolve(name);
        try (InputStream in = Peer.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new AssertionError("there is no resource /" + name);
            }
            Files.copy(in, script);
        }
        return script.toString();
    }
}
