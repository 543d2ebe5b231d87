package dev.reserve.core.slot;

/// What a version serves with: told by its [Slot] when the end comes.
///
/// [#drain], [#cut] and [#close] are called in this order, each at most once, by the thread that drains the version.
public interface Serving {

    /// What those inside are, for people to read: connections, requests.
    String unit();

    /// Tells those inside that draining has started. Does not wait for them.
    void drain();

    /// Ends what is still inside, without waiting for it.
    ///
    /// @return how many were cut
    int cut();

    /// Lets go of everything. Nobody is inside any more, or those that are do not react.
    void close() throws Exception;
}
