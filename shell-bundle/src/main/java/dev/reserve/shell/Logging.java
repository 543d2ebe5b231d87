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
import org.jspecify.annotations.Nullable;

/// The command that shows the log. It prints what it has, line by line, as it may go on for long.
///
/// @param logs where all that is logged arrives
/// @param apps asked for an app of which nothing is logged
record Logging(Supplier<Optional<Logs>> logs, Apps apps) {

    interface Apps {

        /// @throws CommandFailure if there is no such app
        void known(String app) throws CommandFailure;
    }

    static final String SET = "--set";

    private static final int LAST_LINES = 50;
    /// The word that takes a level away again that was set.
    private static final String DEFAULT = "default";
    /// How long one wait is: an interrupt ends it earlier.
    private static final Duration WAIT = Duration.ofMinutes(1);

    List<Command> commands() {
        return List.of(Command.of(Usage.showing("logs", "shows the last lines of the log, and those that come; shows and sets levels")
                .value("--lines", "NUMBER", "how many of the last lines; " + LAST_LINES + " if nothing else is said")
                .flag("--follow", "goes on with what is logged, until it is interrupted")
                .value("--for", "SECONDS", "goes on for so long")
                .value("--app", "APP", "only what comes from this app")
                .value("--level", "LEVEL", "only what matters so much, or more: TRACE, DEBUG, INFO, WARN, ERROR")
                .flag(Usage.JSON, "as JSON: a line each, or with --levels one document")
                .flag("--levels", "shows the levels that are set, and by whom")
                .value(SET, "LOGGER=LEVEL",
                        "sets a level until the server ends; also root=LEVEL, app:NAME=LEVEL; the LEVEL default takes it back"),
                this::logs));
    }

    private @Nullable Object logs(CommandSession session, Given given) throws CommandFailure, InterruptedException {
        Logs log = logs.get().orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "there is no log in this server"));
        Optional<String> set = given.option(SET);
        if (set.isPresent()) {
            set(log, set.get());
        }
        if (given.has("--levels")) {
            return given.json() ? levelsJson(log) : levels(log);
        }
        if (set.isEmpty()) {
            int lines = given.numberOption("--lines", 0, Integer.MAX_VALUE).orElse(LAST_LINES);
            Wanted wanted = new Wanted(given.option("--app").orElse(""), parsed(given.option("--level").orElse("TRACE")), given.json());
            boolean ends = !given.has("--follow") && given.seconds("--for").isEmpty(); // or it may be deployed in the meantime
            if (ends && !wanted.app.isEmpty() && log.after(-1).stream().noneMatch(entry -> wanted.isOf(entry.app()))) {
                apps.known(wanted.app);
            }
            show(log, wanted, lines, deadline(given.has("--follow"), given.seconds("--for")), session.getConsole());
        }
        return null;
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
    private static Optional<Long> deadline(boolean follow, Optional<Duration> time) {
        return follow && time.isEmpty() ? Optional.empty() : Optional.of(System.nanoTime() + time.orElse(Duration.ZERO).toNanos());
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
}
