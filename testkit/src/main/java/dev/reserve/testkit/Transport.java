package dev.reserve.testkit;

import java.nio.file.Path;

/// What clients of an app under test connect through.
public enum Transport {
    /// A free port of the IPv4 loopback address.
    TCP,
    /// A Unix socket in a directory of its own, which goes with the test.
    UNIX;

    /// Where to listen.
    String address(Path directory) {
        return this == TCP ? "127.0.0.1:0" : directory.resolve("socket").toString();
    }
}
