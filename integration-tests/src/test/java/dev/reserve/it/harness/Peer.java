package dev.reserve.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
