package dev.reserve.benchmarks.load;

/// How a connection can be lost.
public enum Loss {
    /// It was not taken in.
    REFUSED,
    /// It was broken off.
    RESET,
    /// It ended, or nothing came for as long as a client waits, before the whole answer was there.
    UNANSWERED,
    /// Two versions had a part in its answer, or in its answers where they must be of one version.
    MIXED,
    /// A version answered that had been replaced before the connection began.
    STALE,
    /// The answer was none to the question.
    WRONG,
    /// An HTTP status that is not 200.
    STATUS,
    /// The fault was this side's: it had no port or no descriptor left. The server has not lost it, but the run proves nothing.
    CLIENT
}
