package dev.reserve.launcher;

import java.time.Duration;
import java.util.Optional;

/// How the server is.
interface Health {

    /// What it does.
    ///
    /// @param ready    whether it serves
    /// @param stopping whether it has begun to stop
    /// @param text     a line for people
    record State(boolean ready, boolean stopping, String text) {}

    State look() throws InterruptedException;

    /// What is wrong with it, if anything is.
    ///
    /// @param patience how long each of its parts may take to show that it is alive
    Optional<String> ailment(Duration patience) throws InterruptedException;
}
