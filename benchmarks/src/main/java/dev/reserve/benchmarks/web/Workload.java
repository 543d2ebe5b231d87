package dev.reserve.benchmarks.web;

import java.util.List;

/// What servers are asked for.
public interface Workload {

    /// One word, for the command line.
    String id();

    /// For people.
    String title();

    String path();

    /// What is posted, or nothing: then it is a GET.
    default byte[] posted() {
        return new byte[0];
    }

    /// By which wrk makes its requests; empty if they are plain GETs.
    default String script() {
        return "";
    }

    /// Whether the latency that wrk takes is that of a request.
    default boolean tellsLatency() {
        return true;
    }

    /// With how many connections it is measured.
    ///
    /// @param wanted what was asked for
    List<Integer> connections(List<Integer> wanted);

    /// Whether that is the right answer.
    boolean expects(byte[] answer);
}
