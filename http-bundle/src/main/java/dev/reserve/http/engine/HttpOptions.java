package dev.reserve.http.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The arguments of `http`: `[OPTION…] [SUBAPP [ARG…]]`.
///
/// @param tls what to speak TLS with; empty for connections in the clear
/// @param subApp the one sub-app that is to serve everything; empty if the mounts are
record HttpOptions(Optional<Tls> tls, Optional<String> subApp, List<String> subAppArgs) {

    private static final String USAGE = "; expected http [--tls CERT KEY] [SUBAPP [ARG…]]";

    /// @param certificate a file with a certificate, and those that vouch for it
    /// @param key a file with its private key
    record Tls(Path certificate, Path key) {}

    /// @throws IllegalArgumentException what is wrong, and what was expected
    static HttpOptions parse(List<String> args) {
        Optional<Tls> tls = Optional.empty();
        int at = 0;
        while (at < args.size() && args.get(at).startsWith("-")) {
            String option = args.get(at);
            if (!option.equals("--tls")) {
                throw new IllegalArgumentException("unknown option " + option + USAGE);
            }
            if (tls.isPresent()) {
                throw new IllegalArgumentException("--tls is there twice" + USAGE);
            }
            if (args.size() < at + 3) {
                throw new IllegalArgumentException("--tls is followed by " + args.subList(at + 1, args.size()) + USAGE);
            }
            tls = Optional.of(new Tls(Path.of(args.get(at + 1)), Path.of(args.get(at + 2))));
            at += 3;
        }
        if (at == args.size()) {
            return new HttpOptions(tls, Optional.empty(), List.of());
        }
        return new HttpOptions(tls, Optional.of(args.get(at)), List.copyOf(args.subList(at + 1, args.size())));
    }
}
