package dev.reserve.core.slot;

import java.util.Optional;

/// What a version serves with: told by its [Slot] when the end comes.
///
/// [#drain], [#cut] and [#close] are called in this order, each at most once, by the thread that drains the version.
public interface Serving {

    /// What those inside are, for people to read: connections, requests.
    String unit();

    /// What it says itself is wrong with it. Asked again and again while its version can be sent back; on any thread.
    default Optional<String> ailment() {
        return Optional.empty();
    }

    /// Tells those inside that draining has started. Does not wait for them.
    void drain();

    /// Ends what is still inside, without waiting for it.
    ///
    /// @return how many were cut
    int cut();

    /// Lets go of everything. Nobody is inside any more, or those that are do not react.
    void close() throws Exception;
}
