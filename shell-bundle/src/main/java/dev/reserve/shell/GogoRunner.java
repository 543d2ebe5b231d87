package dev.reserve.shell;

import java.io.EOFException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.Result;
import org.jspecify.annotations.Nullable;

/// Runs command lines with Gogo, each client's in a session of its own: nothing of one is left for the next, and what it leaves in the background ends with it.
final class GogoRunner implements LineRunner {

    private static final Logger LOG = System.getLogger("reserve.admin");
    /// Where a command without a scope is looked for, first match first: an app's command does not get in the way of ours.
    private static final String SCOPES = "reserve:gogo:felix:*";

    /// For commands that take everything for a terminal.
    private static final Map<String, String> COLOURLESS = Map.of("GREP_COLORS", "mt=0:fn=0:ln=0:se=0", "LS_COLORS",
            "dr=0:ex=0:sl=0:ot=0");

    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*\\w+\\s*=(?!=)");

    private final Supplier<Optional<CommandProcessor>> gogo;

    private final InteractiveShell shell;

    /// @param shell for those who sit at a terminal
    GogoRunner(Supplier<Optional<CommandProcessor>> gogo, InteractiveShell shell) {
        this.gogo = gogo;
        this.shell = shell;
    }

    @Override
    public void run(Request request, SessionOutput out) throws CommandFailure {
        try (CommandSession session = session(request, InputStream.nullInputStream(), out)) {
            try {
                session.setJobListener(GogoRunner::jobChanged);
                COLOURLESS.forEach(session::put);
                switch (request.work()) {
                    case Request.Line(String line) when line.isEmpty() ->
                        throw new CommandFailure(CommandFailure.USAGE, "no command given; 'help' lists them");
                    case Request.Line(String line) -> session.execute(line);
                    case Request.Script script -> new ScriptRun(session, script).run();
                    case Request.Shell _ -> throw new IllegalArgumentException("a session without a terminal");
                }
            } finally {
                out.end(); // before the session closes and interrupts what still runs: a write that is interrupted closes the channel
            }
        } catch (Exception e) { // whatever a command throws
            throw failure(e);
        }
    }

    @Override
    public void interact(Request request, TerminalLink link) throws CommandFailure {
        shell.interact(request, link, this);
    }

    CommandProcessor processor() throws CommandFailure {
        return gogo.get()
                .orElseThrow(
                        () -> new CommandFailure(CommandFailure.UNAVAILABLE, "the shell is not ready: there is no Gogo command processor"));
    }

    /// A session for one line or script.
    private CommandSession session(Request request, InputStream in, OutputStream out) throws CommandFailure {
        return prepared(processor().createSession(in, out, out), request);
    }

    /// A session for somebody at a terminal.
    CommandSession interactive(Request request, InputStream in, OutputStream out) throws CommandFailure {
        if (!(processor() instanceof CommandProcessorImpl felix)) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE, "the shell is not ready: the Gogo command processor is not that of Felix");
        }
        return prepared(new InteractiveSession(felix, in, out), request);
    }

    private static CommandSession prepared(CommandSession session, Request request) {
        session.put("SCOPE", SCOPES);
        if (request.directory() != null) {
            session.currentDir(request.directory());
        }
        return session;
    }

    /// Prints what each command of the line has returned, before the next one starts. What runs inside of a command is its own affair, as is what is
    /// left in the background; and an assignment returns what it is given.
    static void jobChanged(Job job, Job.Status before, Job.Status now) {
        Result result = job.result();
        if (now == Job.Status.Done && before == Job.Status.Foreground && job.parent() == null && result != null && result.isSuccess()
                && !ASSIGNMENT.matcher(job.command()).lookingAt()) {
            print(job.session(), result.result());
        }
    }

    /// Prints what a command returned, as Gogo's own shells do.
    private static void print(CommandSession session, @Nullable Object result) {
        if (result == null) {
            return;
        }
        String text = session.format(result, Converter.INSPECT).toString();
        PrintStream console = session.getConsole();
        console.print(text.endsWith("\n") ? text : text + "\n");
        console.flush();
    }

    /// What a client is told of an exception.
    static CommandFailure failure(Exception thrown) {
        return switch (thrown) {
            case CommandFailure failure -> failure;
            case CommandNotFoundException e -> new CommandFailure(CommandFailure.USAGE,
                    "there is no command '" + e.getCommand() + "'; 'help' lists them", e);
            case SyntaxError e -> new CommandFailure(CommandFailure.USAGE, "not a command line: " + reason(e), e);
            case EOFException e when e.getCause() instanceof SyntaxError -> new CommandFailure(CommandFailure.USAGE,
                    "the command line is not complete: " + reason(e), e);
            case IllegalArgumentException e when reason(e).startsWith("Cannot coerce ") -> new CommandFailure(CommandFailure.USAGE,
                    "the command does not take these arguments: " + reason(e) + "; 'help COMMAND' tells which it takes", e);
            case InterruptedException e -> new CommandFailure(CommandFailure.TEMPORARY, "interrupted", e);
            default -> {
                LOG.log(Level.DEBUG, "admin socket: a command failed", thrown);
                yield new CommandFailure(CommandFailure.FAILED, reason(thrown), thrown);
            }
        };
    }

    /// The message of what was thrown, or of what is in it: Gogo wraps an error of a command without saying anything itself.
    private static String reason(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && !message.isBlank()) {
                return message;
            }
        }
        return thrown.getClass().getSimpleName();
    }
}
