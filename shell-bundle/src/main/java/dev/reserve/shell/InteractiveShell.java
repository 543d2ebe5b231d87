package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.apache.felix.gogo.jline.Highlighter;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;

/// The shell that people type into: line editing, completion and history by JLine, whose classes are loaded when the first of them comes.
final class InteractiveShell {

    private static final Logger LOG = System.getLogger("reserve.admin");
    private static final int HISTORY = 1000;

    private final Optional<Path> history;
    private final CommandArguments arguments;
    private final String greeting;

    /// @param history the file that keeps what was typed, if it is to be kept
    /// @param arguments what commands take, to complete it
    /// @param greeting the line that a session begins with
    InteractiveShell(Optional<Path> history, CommandArguments arguments, String greeting) {
        this.history = history;
        this.arguments = arguments;
        this.greeting = greeting;
    }

    /// Runs a session to its end: `exit`, Ctrl-D, or the client's.
    ///
    /// @throws CommandFailure if it is interrupted, or ended by `exit` with a number
    void interact(Request request, TerminalLink link, GogoRunner gogo) throws CommandFailure {
        try (RemoteTerminal terminal = new RemoteTerminal(link.terminal(), link.output());
                CommandSession session = gogo.interactive(request, terminal.input(), new UntilInterrupted(terminal.output()))) {
            ShellExit exit = ShellExit.in(session);
            LineReader reader = reader(terminal, session);
            prepare(session, terminal, reader);
            JLineCommands.add(session, gogo.processor());
            ShellLoop loop = new ShellLoop(session, terminal, reader, link::ending, exit);
            terminal.show(greeting);
            link.connect(terminal.keyboard(reader));
            loop.run();
            exit.end();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "an interactive session broke off", e);
            throw new CommandFailure(CommandFailure.TEMPORARY, "the terminal broke off: " + e.getMessage(), e);
        }
    }

    private LineReader reader(RemoteTerminal terminal, CommandSession session) {
        LineReader reader = LineReaderBuilder.builder().appName("reserve").terminal(terminal).parser(new Parser())
                .highlighter(new Highlighter(session)).completer(new ShellCompleter(session, arguments)).history(new KeptHistory())
                // No history by way of an exclamation mark: it may be meant as such.
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                // For a line that has a secret in it.
                .option(Option.HISTORY_IGNORE_SPACE, true).option(Option.HISTORY_REDUCE_BLANKS, true)
                .option(Option.AUTO_FRESH_LINE, true).variable(LineReader.HISTORY_SIZE, HISTORY)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY).variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P > ").build();
        history.flatMap(ShellHistory::file).ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
        return reader;
    }

    /// What commands look for in a session: those that come with JLine by the names that Gogo's own shell uses, and COLUMNS and LINES for tables.
    private static void prepare(CommandSession session, RemoteTerminal terminal, LineReader reader) {
        session.put(Shell.VAR_TERMINAL, terminal);
        session.put(Shell.VAR_READER, reader);
        session.put(Shell.VAR_SESSION, session);
        session.put(Shell.VAR_COMPLETIONS, new HashMap<>());
        session.put("#TERM", (Function) (_, _) -> terminal.getType());
        session.put("#COLUMNS", (Function) (_, _) -> terminal.getWidth());
        session.put("#LINES", (Function) (_, _) -> terminal.getHeight());
        session.put("#PWD", (Function) (each, _) -> each.currentDir().toString());
    }
}
