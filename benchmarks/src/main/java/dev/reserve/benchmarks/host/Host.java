package dev.reserve.benchmarks.host;

import dev.reserve.benchmarks.load.Target;
import java.util.List;

/// A server in a process of its own, and its way to replace an application.
public interface Host extends AutoCloseable {

    String name();

    /// Where clients connect to.
    List<Target> targets();

    /// Gives it a version of the application, in the way that it documents; does not wait until it has taken over.
    ///
    /// @return when the file was moved to its place, by [System#nanoTime]
    long deploy(int version);

    @Override
    void close();
}
