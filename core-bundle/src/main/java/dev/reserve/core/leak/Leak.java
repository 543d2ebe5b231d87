package dev.reserve.core.leak;

import java.time.Instant;
import java.util.List;

/// A class loader that is still there long after its version was retired.
///
/// @param id for [LeakWatch#explain]
/// @param what the version
/// @param retired when
/// @param holders what holds it, as far as that can be found out cheaply; empty if nothing was found
public record Leak(int id, String what, Instant retired, List<String> holders) {

    public Leak {
        holders = List.copyOf(holders);
    }
}
