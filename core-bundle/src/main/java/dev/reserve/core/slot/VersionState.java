package dev.reserve.core.slot;

import java.time.Instant;

/// Where a version is in its life.
///
/// ```
/// launched ─┬→ current ⇄ standby ─┬→ draining → retired
///           └→ canary ────────────┘
/// ```
///
/// A version on standby has been current and can be so again, with one write: while the next one is on probation it is neither drained nor closed.
public sealed interface VersionState {

    /// When it came to this state.
    Instant since();

    /// Its name in logs and in the status.
    default String label() {
        return switch (this) {
            case Launched _ -> "launched";
            case Current _ -> "current";
            case Standby _ -> "standby";
            case Canary _ -> "canary";
            case Draining _ -> "draining";
            case Retired _ -> "retired";
        };
    }

    /// Ready to serve, but nothing has been given to it.
    record Launched(Instant since) implements VersionState {}

    /// Gets everything that comes, but for a canary's share.
    record Current(Instant since) implements VersionState {}

    /// Gets nothing new, and is ready to be current again.
    record Standby(Instant since) implements VersionState {}

    /// Gets a share of what comes.
    record Canary(Instant since) implements VersionState {}

    /// Gets nothing new, and finishes what it has.
    record Draining(Instant since) implements VersionState {}

    /// Empty, or cut, and closed.
    record Retired(Instant since, Drained outcome) implements VersionState {}
}
