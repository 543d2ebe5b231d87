package dev.reserve.shell;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;

/// The command `exit [CODE]` of a session. It ends the session, never the server.
final class ShellExit implements Function {

    private static final int MAX = 255;

    private volatile @Nullable Integer code;

    private ShellExit() {}

    /// Gives a session its `exit`, and `quit` and `logout`, which mean the same. A session's own function comes before any command of that name.
    static ShellExit in(CommandSession session) {
        ShellExit exit = new ShellExit();
        for (String name : List.of("exit", "quit", "logout")) {
            session.put(name, exit);
        }
        return exit;
    }

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments) throws CommandFailure {
        int given = arguments.isEmpty() ? 0 : RequestReader.number(String.valueOf(arguments.getFirst()), MAX);
        if (arguments.size() > 1 || given < 0) {
            throw new CommandFailure(CommandFailure.USAGE, "exit " + arguments + "; expected exit [CODE], with a code from 0 to " + MAX);
        }
        code = given;
        // So that nothing that follows on the line is run.
        throw new CommandFailure(given, "");
    }

    boolean asked() {
        return code != null;
    }

    /// Ends the session with the code that was given.
    ///
    /// @throws CommandFailure if that is not 0
    void end() throws CommandFailure {
        Integer given = code;
        if (given != null && given != 0) {
            throw new CommandFailure(given, "");
        }
    }
}
