package dev.reserve.core.slot;

import java.time.Instant;

/// Where a version is in its life. It moves down this list and never back.
public sealed interface VersionState {

    /// When it came to this state.
    Instant since();

    /// Its name in logs and in the status.
    default String label() {
        return switch (this) {
            case Launched _ -> "launched";
            case Current _ -> "current";
            case Draining _ -> "draining";
            case Retired _ -> "retired";
        };
    }

    /// Ready to serve, but nothing has been given to it.
    record Launched(Instant since) implements VersionState {}

    /// Gets everything that comes.
    record Current(Instant since) implements VersionState {}

    /// Gets nothing new, and finishes what it has.
    record Draining(Instant since) implements VersionState {}

    /// Empty, or cut, and closed.
    record Retired(Instant since, Drained outcome) implements VersionState {}
}
