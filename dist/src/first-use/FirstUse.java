import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/// Builds the distribution when a command of a checkout is used for the first time: quietly, once, and with none of the descriptors that
/// the command has inherited. Run from source, so that it needs nothing but the JDK.
///
/// A file, `target/first-use.building`, is there as long as the distribution may be half done; it outlives a build that was killed.
final class FirstUse {
    private static final int UNAVAILABLE = 69;
    private static final int INTERNAL = 70;
    private static final int CANNOT_CREATE = 73;
    private static final int LINES_SHOWN = 40;

    private final String command;
    private final Path checkout;

    private FirstUse(String command, Path checkout) {
        this.command = command;
        this.checkout = checkout;
    }

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new FirstUse(arguments[0], Path.of(arguments[1])).run());
    }

    private int run() throws InterruptedException {
        Path target = checkout.resolve("target");
        try {
            Files.createDirectories(target);
            try (FileChannel channel = FileChannel.open(target.resolve("first-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path building = target.resolve("first-use.building");
                if (lock.isValid() && Files.isExecutable(distribution().resolve("bin").resolve(command)) && !Files.exists(building)) {
                    return 0; // somebody else has built it in the meantime
                }
                Files.writeString(building, ProcessHandle.current().pid() + "\n");
                int result = build(target.resolve("first-use.log"));
                if (result == 0) {
                    Files.delete(building);
                }
                return result;
            }
        } catch (IOException e) {
            say("the distribution cannot be built in " + checkout + ": " + e);
            return CANNOT_CREATE;
        }
    }

    private int build(Path log) throws IOException, InterruptedException {
        say("first use: building the distribution (a minute or two; log in " + log + ")");
        ProcessBuilder maven = new ProcessBuilder("mvn", "-q", "-B", "-DskipTests", "-Dquick", "-pl", "dist", "-am", "package");
        maven.directory(checkout.toFile());
        maven.redirectInput(new File("/dev/null"));
        maven.redirectErrorStream(true);
        maven.redirectOutput(log.toFile());
        java(maven.environment());
        Process process;
        try {
            process = maven.start();
        } catch (IOException e) {
            say("building the distribution needs Maven, and there is no mvn on the PATH (" + e.getMessage() + ")");
            return UNAVAILABLE;
        }
        int code = process.waitFor();
        if (code == 0 && Files.isExecutable(distribution().resolve("bin").resolve(command))) {
            return 0;
        }
        say("building the distribution failed (mvn ended with " + code + "); the end of " + log + ":");
        List<String> lines = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8).lines().toList();
        lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size()).forEach(System.err::println);
        return INTERNAL;
    }

    /// The JDK that runs this is one for the build to compile with, wherever it was found, and one for mvn itself if that has no other.
    private static void java(Map<String, String> environment) {
        String home = System.getProperty("java.home");
        environment.put("JAVA" + Runtime.version().feature() + "_HOME", home);
        if (environment.getOrDefault("JAVA_HOME", "").isEmpty() && !onPath(environment.getOrDefault("PATH", ""))) {
            environment.put("JAVA_HOME", home);
        }
    }

    private static boolean onPath(String path) {
        for (String directory : path.split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(directory, "java"))) {
                return true;
            }
        }
        return false;
    }

    private Path distribution() {
        return checkout.resolve("dist/target/reserve");
    }

    private void say(String text) {
        System.err.println(command + ": " + text);
    }
}
