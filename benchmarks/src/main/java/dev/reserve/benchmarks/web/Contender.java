package dev.reserve.benchmarks.web;

import java.nio.file.Path;

/// A server that can be measured.
///
/// @param <W> what it can be asked for
public interface Contender<W extends Workload> {

    /// One word, for the command line.
    String id();

    /// For people, with its version and what it does for this workload.
    String name(W workload);

    boolean takes(W workload);

    /// Starts it; does not wait until it answers.
    ///
    /// @param directory that it may write to, and is alone in
    /// @throws IllegalStateException if that is not possible on this machine
    WebServer start(W workload, Path directory);
}
