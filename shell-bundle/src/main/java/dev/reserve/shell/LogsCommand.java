package dev.reserve.shell;

import com.google.gson.GsonBuilder;
import dev.reserve.log.LogEntry;
import dev.reserve.log.LogJson;
import dev.reserve.log.LogLevel;
import dev.reserve.log.LogText;
import dev.reserve.log.Logs;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/// The command `reserve:logs`. It prints what it has, line by line, as it may go on for long.
public final class LogsCommand {

    static final String[] FUNCTIONS = {"logs"};

    /// The word that takes a level away again that was set.
    private static final String DEFAULT = "default";
    /// How long one wait is: an interrupt ends it earlier.
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final Supplier<Optional<Logs>> logs;

    LogsCommand(Supplier<Optional<Logs>> logs) {
        this.logs = logs;
    }

    /// @throws CommandFailure if the log is not there, or an argument is wrong
    @Descriptor("shows the last lines of the log, and those that come; shows and sets levels")
    public void logs(CommandSession session,
            @Descriptor("how many of the last lines; 0 for none") @Parameter(names = {"--lines", "-n"}, absentValue = "50") int lines,
            @Descriptor("goes on with what is logged, until interrupted") @Parameter(names = {"--follow",
                "-f"}, presentValue = "true", absentValue = "false") boolean follow,
            @Descriptor("goes on for so many seconds") @Parameter(names = "--for", absentValue = "-1") int seconds,
            @Descriptor("only what comes from this app") @Parameter(names = "--app", absentValue = "") String app,
            @Descriptor("only what matters so much, or more: TRACE, DEBUG, INFO, WARN, ERROR") @Parameter(names = "--level", absentValue = "TRACE") String level,
            @Descriptor("as JSON: a line each, or with --levels one document") @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json,
            @Descriptor("shows the levels that are set, and by whom") @Parameter(names = "--levels", presentValue = "true", absentValue = "false") boolean levels,
            @Descriptor("LOGGER=LEVEL, root=LEVEL or app:NAME=LEVEL: sets a level until the server ends; the LEVEL default takes it back") @Parameter(names = "--set", absentValue = "") String set)
            throws CommandFailure, InterruptedException {
        Logs log = logs.get().orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "there is no log in this server"));
        if (!set.isEmpty()) {
            set(log, set);
        }
        if (levels) {
            print(session.getConsole(), json ? levelsJson(log) : levels(log));
        }
        if (levels || !set.isEmpty()) {
            return;
        }
        if (lines < 0) {
            throw new CommandFailure(CommandFailure.USAGE, "--lines " + lines + "; expected 0 or more");
        }
        show(log, new Wanted(app, parsed(level), json), lines, deadline(follow, seconds), session.getConsole());
    }

    /// @param app empty for all
    private record Wanted(String app, LogLevel level, boolean json) {

        boolean includes(LogEntry entry) {
            return entry.level().compareTo(level) >= 0 && (app.isEmpty() || isOf(entry.app()));
        }

        /// Of a bundle with several apps it is not known which.
        private boolean isOf(@Nullable String apps) {
            return apps != null && Arrays.asList(apps.split(",", -1)).contains(app);
        }

        String text(LogEntry entry) {
            return json ? LogJson.of(entry) : LogText.of(entry);
        }
    }

    /// When to stop, by the clock of [System#nanoTime]; empty to go on for ever.
    private static Optional<Long> deadline(boolean follow, int seconds) {
        return follow && seconds < 0
                ? Optional.empty()
                : Optional.of(System.nanoTime() + Duration.ofSeconds(Math.max(0, seconds)).toNanos());
    }

    private static void show(Logs log, Wanted wanted, int lines, Optional<Long> deadline, PrintStream console) throws InterruptedException {
        List<LogEntry> kept = log.after(-1);
        long last = kept.isEmpty() ? -1 : kept.getLast().sequence();
        List<LogEntry> fitting = kept.stream().filter(wanted::includes).toList();
        fitting.subList(Math.max(0, fitting.size() - lines), fitting.size()).forEach(entry -> console.print(wanted.text(entry)));
        console.flush();
        while (true) {
            Duration left = deadline.map(end -> Duration.ofNanos(end - System.nanoTime())).orElse(WAIT);
            if (!left.isPositive()) {
                return;
            }
            if (log.await(last, left.compareTo(WAIT) < 0 ? left : WAIT)) {
                for (LogEntry entry : log.after(last)) {
                    last = Math.max(last, entry.sequence());
                    if (wanted.includes(entry)) {
                        console.print(wanted.text(entry));
                    }
                }
                console.flush();
            }
        }
    }

    private static void set(Logs log, String text) throws CommandFailure {
        int equals = text.lastIndexOf('=');
        if (equals <= 0 || text.substring(0, equals).equals(Logs.APP)) {
            throw new CommandFailure(CommandFailure.USAGE, "--set " + text + "; expected LOGGER=LEVEL, root=LEVEL or app:NAME=LEVEL");
        }
        String level = text.substring(equals + 1);
        log.set(text.substring(0, equals), level.equals(DEFAULT) ? null : parsed(level));
    }

    private static LogLevel parsed(String level) throws CommandFailure {
        try {
            return LogLevel.parse(level);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static String levels(Logs log) {
        Table table = new Table("LOGGER", "LEVEL", "SET BY");
        log.levels().forEach(each -> table.row(each.name(), each.level(), each.from()));
        return table.toString();
    }

    private static String levelsJson(Logs log) {
        return new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create().toJson(log.levels()) + "\n";
    }

    private static void print(PrintStream console, String text) {
        console.print(text);
        console.flush();
    }
}
