package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.app.Archive;
import dev.reserve.benchmarks.load.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// A server that takes a version of the application from a file that is moved to its place.
abstract class ArchiveHost implements Host {

    private final String name;
    private final List<Target> targets;
    private final Archive archive;
    private final IntFunction<Path> place;
    private final ServerProcess process;

    /// How the server is started.
    ///
    /// @param directory its working directory, where its log goes
    /// @param environment variables beside those of this process
    record Start(Path directory, Map<String, String> environment, List<String> command) {}

    /// Puts version 0 in its place, and starts the server.
    ///
    /// @param place where the file of a version belongs
    ArchiveHost(String name, List<Target> targets, Archive archive, IntFunction<Path> place, Start start) {
        this.name = name;
        this.targets = targets;
        this.archive = archive;
        this.place = place;
        deploy(0);
        this.process = ServerProcess.start(start.directory, start.environment, start.command);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<Target> targets() {
        return targets;
    }

    @Override
    public final long deploy(int version) {
        return archive.moveTo(place.apply(version), version);
    }

    final ServerProcess process() {
        return process;
    }

    @Override
    public final void close() {
        process.close();
    }
}
