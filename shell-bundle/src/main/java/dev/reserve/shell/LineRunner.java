package dev.reserve.shell;

/// Runs what clients ask for.
interface LineRunner {

    /// Runs a command line, or a script of them. Returns when it has ended. An interrupt ends the command.
    ///
    /// @param out gets what the commands print; ended by the runner, so that nothing of theirs comes after
    /// @throws CommandFailure if a command failed, could not be run, or was interrupted
    void run(Request request, SessionOutput out) throws CommandFailure;

    /// Runs an interactive session to its end.
    ///
    /// @throws CommandFailure if it was interrupted, or ended by `exit` with a number
    void interact(Request request, TerminalLink terminal) throws CommandFailure;
}
