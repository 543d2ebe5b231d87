package dev.reserve.shell;

import java.util.function.BooleanSupplier;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Job;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal.Signal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// Reads a line, runs it, and begins anew. Ctrl-C clears the line, or interrupts what runs.
final class ShellLoop {

    private static final String PROMPT = "reserve> ";

    private final CommandSession session;
    private final RemoteTerminal terminal;
    private final LineReader reader;
    private final BooleanSupplier ending;
    private final ShellExit exit;
    private final ThreadGroup threads = Thread.currentThread().getThreadGroup();
    /// Whether Ctrl-C was typed since the line began to run.
    private volatile boolean interrupted;

    /// Belongs to a session's thread, whose group has the threads that run its commands.
    ShellLoop(CommandSession session, RemoteTerminal terminal, LineReader reader, BooleanSupplier ending, ShellExit exit) {
        this.session = session;
        this.terminal = terminal;
        this.reader = reader;
        this.ending = ending;
        this.exit = exit;
    }

    /// @throws CommandFailure if the session is interrupted for good
    void run() throws CommandFailure {
        session.setJobListener(this::jobChanged);
        terminal.handle(Signal.INT, _ -> {
            interrupted = true;
            ForegroundJob.interrupt(session, threads);
        });
        String prompt = new AttributedString(PROMPT, AttributedStyle.BOLD.foreground(AttributedStyle.GREEN)).toAnsi(terminal);
        while (!exit.asked()) {
            try {
                String line = read(prompt);
                if (!line.isBlank()) {
                    execute(line);
                }
            } catch (UserInterruptException _) { // the line is cleared
            } catch (EndOfFileException _) {
                return;
            }
            Thread.interrupted(); // by a Ctrl-C that came when its command had just ended
            if (ending.getAsBoolean()) {
                throw new CommandFailure(CommandFailure.TEMPORARY, "interrupted");
            }
        }
    }

    /// A Ctrl-C may have come between one command of a line and the next, or when one was about to end: then it is for the next.
    private void jobChanged(Job job, Job.Status before, Job.Status now) {
        if (interrupted && now == Job.Status.Foreground && job.parent() == null) {
            Thread.ofVirtual().start(() -> ForegroundJob.interrupt(session, threads));
        }
        GogoRunner.jobChanged(job, before, now);
    }

    private String read(String prompt) {
        terminal.editing(true);
        String line;
        try {
            line = reader.readLine(prompt);
        } finally {
            terminal.editing(false);
        }
        if (Thread.interrupted()) { // a Ctrl-C that came when the line had just ended
            throw new UserInterruptException(line);
        }
        return line;
    }

    private void execute(String line) {
        if (ending.getAsBoolean()) {
            return;
        }
        interrupted = false;
        try {
            session.put(Shell.VAR_RESULT, session.execute(line));
        } catch (Exception e) { // whatever a command throws
            Thread.interrupted();
            ForegroundJob.end(session, threads);
            if (!exit.asked()) {
                session.put(Shell.VAR_EXCEPTION, e);
                terminal.complain(GogoRunner.failure(e).line());
            }
        }
    }
}
