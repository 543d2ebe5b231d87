package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.host.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The distribution of Reserve as it is built. Configured is what all get: no limit to the requests of a connection, and connections that stay idle.
///
/// @param distribution the directory
/// @param files the directory of the file that is served
public record Reserve(Path distribution, Path files) implements Contender<HttpWorkload> {

    private static final String CONFIGURATION = """
            requests.per.connection = 0
            idle.timeout = 600
            """;

    @Override
    public String id() {
        return "reserve";
    }

    @Override
    public String name(HttpWorkload workload) {
        return switch (workload) {
            case HELLO, PIPELINED -> "**Reserve**, non-blocking";
            case BLOCKING -> "**Reserve**, virtual threads";
            case FILE -> "**Reserve**, `static`";
        };
    }

    @Override
    public boolean takes(HttpWorkload workload) {
        return true;
    }

    @Override
    public WebServer start(HttpWorkload workload, Path directory) {
        Path deploy = deploy(directory);
        return switch (workload) {
            case HELLO, PIPELINED -> {
                copyHello(deploy);
                yield http(directory, "hello");
            }
            case BLOCKING -> {
                archive().moveTo(deploy.resolve("bench.jar"), 0);
                yield http(directory, "bench", "blocking");
            }
            case FILE -> http(directory, "static", files.toString());
        };
    }

    /// The app that can be deployed in versions, as `bench.jar`.
    public Archive archive() {
        List<Path> classPath = new ArrayList<>(List.of(distribution.resolve("bundles/10/dev.reserve.api.jar"),
                distribution.resolve("bundles/15/dev.reserve.http.jar"), distribution.resolve("lib/org.apache.felix.framework.jar")));
        // What the bundle has inside of Jetty is no directory or jar that the compiler would read.
        Arrays.stream(System.getProperty("java.class.path").split(":")).filter(entry -> entry.contains("/jetty-")).map(Path::of)
                .forEach(classPath::add);
        return Archive.forHttp(classPath);
    }

    /// The folder in `directory` that it deploys from, with the configuration.
    public static Path deploy(Path directory) {
        try {
            Path deploy = Files.createDirectories(directory.resolve("deploy"));
            Files.writeString(deploy.resolve("reserve.http.cfg"), CONFIGURATION);
            return deploy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path data(Path directory) {
        return directory.resolve("data");
    }

    private void copyHello(Path deploy) {
        try {
            Files.copy(distribution.resolve("apps/hello.jar"), deploy.resolve("hello.jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts `http` with these arguments.
    public WebServer http(Path directory, String... arguments) {
        int port = ServerProcess.freePort();
        List<String> app = new ArrayList<>(List.of("http"));
        app.addAll(List.of(arguments));
        return new WebServer(port, ServerProcess.start(directory, Map.of(), command(directory, "0.0.0.0:" + port, app)));
    }

    /// What starts an app.
    ///
    /// @param address that it serves
    /// @param app its name, and its arguments
    public List<String> command(Path directory, String address, List<String> app) {
        List<String> command = new ArrayList<>(List.of(distribution.resolve("bin/sdlaunch").toString(), "-b", "web=" + address, "--",
                distribution.resolve("bin/reserve").toString(), "--deploy", directory.resolve("deploy").toString(), "--data",
                data(directory).toString()));
        command.addAll(app);
        return command;
    }

    /// What the server that runs in `directory` says of itself.
    public String status(Path directory) {
        return command(directory, "status --json");
    }

    /// Runs a command line in the server that runs in `directory`; what it printed.
    public String command(Path directory, String line) {
        return ServerProcess.run(List.of(distribution.resolve("bin/reservectl").toString(), "--data", data(directory).toString(), line));
    }

    /// The flags of its JVM: those that its start script gives, and what the JVM itself has settled on for this machine.
    public List<String> vmFlags() {
        String options = System.getenv().getOrDefault("RESERVE_JAVA_OPTS", "") + " -XX:+PrintCommandLineFlags";
        String output = ServerProcess
                .run(List.of("env", "RESERVE_JAVA_OPTS=" + options, distribution.resolve("bin/reserve").toString(), "--version"));
        List<String> flags = new ArrayList<>(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+UnlockExperimentalVMOptions"));
        Arrays.stream(output.split("\\s+"))
                .filter(word -> word.startsWith("-XX:") && !word.contains("PrintCommandLineFlags") && !word.contains("AOT"))
                .forEach(flags::add);
        return flags;
    }
}
