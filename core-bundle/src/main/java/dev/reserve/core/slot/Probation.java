package dev.reserve.core.slot;

import java.time.Duration;
import java.util.Optional;

/// What a version has to show before the one that it replaced is let go. What failed by a fault of the client says nothing of it.
///
/// @param connections after so many have ended it has passed
/// @param time after so long it has passed
/// @param failures the share of failures, in percent, above which it has failed
/// @param minFailures fewer failures than these prove nothing
public record Probation(long connections, Duration time, int failures, int minFailures) {

    public static final Probation DEFAULT = new Probation(20, Duration.ofSeconds(10), 50, 3);

    /// Why a version has failed, if it has.
    public Optional<String> failure(Version<?> version) {
        long failed = own(version.failed(), version); // read before those that ended: a failure counts before its end does
        long ended = Math.max(own(version.ended(), version), failed);
        return failed >= minFailures && failed * 100 > ended * failures
                ? Optional.of(failed + " of " + ended + " " + version.serving().unit() + " failed, the last with " + version.lastFailure())
                : Optional.empty();
    }

    /// Whether a version that has not failed has passed.
    ///
    /// @param lasted how long it has been on probation
    public boolean passed(Version<?> version, Duration lasted) {
        return own(version.ended(), version) >= connections || lasted.compareTo(time) >= 0;
    }

    private static long own(long number, Version<?> version) {
        return number - version.faults();
    }
}
