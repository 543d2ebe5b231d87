package dev.reserve.shell;

/// Runs one command line.
@FunctionalInterface
interface LineRunner {

    /// Returns when the command has ended. An interrupt ends the command.
    ///
    /// @param out gets what the command prints; ended by the runner, so that nothing of the command's comes after
    /// @throws CommandFailure if the command failed, could not be run, or was interrupted
    void run(String line, SessionOutput out) throws CommandFailure;
}
