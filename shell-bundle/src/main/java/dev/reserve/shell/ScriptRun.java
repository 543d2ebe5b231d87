package dev.reserve.shell;

import java.util.List;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandSession;

/// Runs a script in a session, command line by command line: what follows one that fails is not run. A command line goes on for as many lines as it takes to be
/// complete.
final class ScriptRun {

    private final CommandSession session;
    private final Request.Script script;

    ScriptRun(CommandSession session, Request.Script script) {
        this.session = session;
        this.script = script;
    }

    /// @throws CommandFailure if a command line fails; names the script and the number of the line in which it begins
    void run() throws CommandFailure {
        ShellExit exit = ShellExit.in(session);
        List<String> lines = script.text().lines().toList();
        StringBuilder part = new StringBuilder();
        int first = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (part.isEmpty()) {
                first = i;
                if (line.isBlank()) {
                    continue;
                }
            }
            part.append(line).append('\n');
            try {
                if (!complete(part) && i < lines.size() - 1) {
                    continue;
                }
                session.execute(part);
            } catch (Exception e) { // whatever a command throws
                if (!exit.asked()) {
                    CommandFailure failure = GogoRunner.failure(e);
                    throw new CommandFailure(failure.code(), script.name() + ":" + (first + 1) + ": " + failure.line(), e);
                }
            }
            if (exit.asked()) {
                exit.end();
                return;
            }
            part.setLength(0);
        }
    }

    private static boolean complete(CharSequence part) {
        try {
            new Parser(part).program();
            return true;
        } catch (EOFError e) {
            return false;
        } catch (SyntaxError e) { // for the session to tell
            return true;
        }
    }
}
