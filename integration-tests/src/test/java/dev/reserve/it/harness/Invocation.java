package dev.reserve.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A command and the surroundings it is to run in. Its environment is that of the tests without what speaks of servers or sockets, its standard
/// input is empty.
public final class Invocation {

    private final ProcessBuilder builder;

    private Invocation(List<String> command) {
        builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LISTEN_") || name.startsWith("RESERVE_"));
    }

    public static Invocation of(List<String> command) {
        return new Invocation(command);
    }

    public static Invocation of(String... command) {
        return new Invocation(List.of(command));
    }

    /// A command and others before it, that run it.
    public static Invocation of(List<String> before, List<String> command) {
        return of(Stream.concat(before.stream(), command.stream()).toList());
    }

    /// `sdlaunch` of the distribution.
    public static Invocation sdlaunch(String... arguments) {
        return of(Stream.concat(Stream.of(Distribution.bin("sdlaunch")), Stream.of(arguments)).toList());
    }

    /// In this working directory.
    public Invocation in(Path directory) {
        builder.directory(directory.toFile());
        return this;
    }

    /// With an environment variable more.
    public Invocation with(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    /// With this environment and nothing else.
    public Invocation withOnly(Map<String, String> environment) {
        builder.environment().clear();
        builder.environment().putAll(environment);
        return this;
    }

    /// Starts it; close what this gives.
    public Running start() throws IOException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        return new Running(builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    /// Runs it to its end.
    public Ended run() throws IOException {
        try (Running running = start()) {
            return running.awaitEnd();
        }
    }

    /// How a command ended.
    ///
    /// @param out what it wrote on standard output
    /// @param err what it wrote on standard error
    public record Ended(int exit, String out, String err) {}
}
