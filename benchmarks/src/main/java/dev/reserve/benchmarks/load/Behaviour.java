package dev.reserve.benchmarks.load;

/// What a client does, over and over, on a thread of its own.
interface Behaviour {

    /// One round. What is lost is counted, and the next round begins.
    void round() throws LossException;

    /// Ends the connections that are open between rounds.
    default void rest() throws LossException {}
}
