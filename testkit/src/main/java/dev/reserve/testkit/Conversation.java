package dev.reserve.testkit;

/// What a client says on one connection, and what it expects.
@FunctionalInterface
public interface Conversation {

    /// Holds it, up to its last answer. The caller closes the client.
    ///
    /// @throws Exception if it does not go as expected; so does an [AssertionError]
    void hold(Client client) throws Exception;
}
