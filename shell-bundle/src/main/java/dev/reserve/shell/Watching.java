package dev.reserve.shell;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;

/// The command that runs another one again and again.
final class Watching {

    private static final Duration USUAL = Duration.ofSeconds(2);
    /// A variable of Gogo's session that is there when somebody sits at a terminal.
    private static final String TERMINAL = ".terminal";
    private static final String CLEARED = "\033[H\033[2J";

    List<Command> commands() {
        return List.of(Command.of(Usage.showing("watch", "runs a command again and again, until it is interrupted")
                .value("--seconds", "SECONDS", "between two runs; " + USUAL.toSeconds() + " if nothing else is said")
                .value("--count", "NUMBER", "ends after so many runs")
                .flag(Usage.JSON, "shows what the command gives with --json, one document after the other, and nothing else")
                .some("COMMAND", "with its arguments; or a line in quotes")
                .details("Options go before the command."), this::watch));
    }

    private @Nullable Object watch(CommandSession session, Given given) throws Exception {
        Duration pause = given.seconds("--seconds").orElse(USUAL);
        int count = given.numberOption("--count", 1, Integer.MAX_VALUE).orElse(0);
        List<Object> words = given.json() ? withJson(given.rest()) : given.rest();
        PrintStream console = session.getConsole();
        boolean redrawn = session.get(TERMINAL) != null;
        for (int run = 1;; run++) {
            if (!given.json()) {
                console.print(redrawn ? CLEARED : run > 1 ? "\n" : "");
                console.println("every " + pause.toMillis() / 1000.0 + " s: " + shown(words) + "  "
                        + Instant.now().truncatedTo(ChronoUnit.SECONDS));
            }
            run(session, words, console);
            console.flush();
            if (run == count) {
                return null;
            }
            Thread.sleep(pause);
        }
    }

    private static void run(CommandSession session, List<Object> words, PrintStream console) throws Exception {
        Object result = words.getFirst() instanceof Function function
                ? function.execute(session, words.subList(1, words.size()))
                : session.execute(line(words));
        if (result != null) {
            String text = session.format(result, Converter.INSPECT).toString();
            console.print(text.endsWith("\n") ? text : text + "\n");
        }
    }

    private static List<Object> withJson(List<Object> words) {
        return words.size() == 1 && !(words.getFirst() instanceof Function)
                ? List.of(words.getFirst() + " " + Usage.JSON)
                : Stream.concat(words.stream(), Stream.of(Usage.JSON)).toList();
    }

    private static String shown(List<Object> words) {
        return words.getFirst() instanceof Function ? "{…}" : line(words);
    }

    /// One word is a line by itself; several are a command with its arguments, which mean what they meant.
    private static String line(List<Object> words) {
        return words.size() == 1
                ? words.getFirst().toString()
                : words.stream().map(word -> Words.quoted(word.toString())).collect(Collectors.joining(" "));
    }
}
