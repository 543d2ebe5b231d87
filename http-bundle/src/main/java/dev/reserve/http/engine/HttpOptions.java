package dev.reserve.http.engine;

import java.util.List;
import java.util.Optional;

/// The arguments of `http`: `[OPTION…] [SUBAPP [ARG…]]`.
///
/// @param subApp the one sub-app that is to serve everything; empty if the mounts are
record HttpOptions(Optional<String> subApp, List<String> subAppArgs) {

    /// @throws IllegalArgumentException what is wrong, and what was expected
    static HttpOptions parse(List<String> args) {
        if (args.isEmpty()) {
            return new HttpOptions(Optional.empty(), List.of());
        }
        if (args.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + args.getFirst() + "; expected http [SUBAPP [ARG…]]");
        }
        return new HttpOptions(Optional.of(args.getFirst()), List.copyOf(args.subList(1, args.size())));
    }
}
