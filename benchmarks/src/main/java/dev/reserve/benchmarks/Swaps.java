package dev.reserve.benchmarks;

import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.wrk.Wrk;
import dev.reserve.benchmarks.wrk.WrkReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sub-app is changed under load, again and again, on connections that stay open. Rounds with changes and rounds without take turns, and are as long.
final class Swaps {

    private static final int CONNECTIONS = 64;
    private static final Pattern ACCEPTED = Pattern.compile("\"listeners\".*?\"accepted\": *(\\d+)", Pattern.DOTALL);

    private final PrintStream out;
    private final int swaps;
    private final int rounds;
    private final Duration pause;
    private final Duration warmUp;
    private int version;

    /// @param swaps how many there are in all rounds together
    Swaps(Options options, PrintStream out, int swaps) {
        this.out = out;
        this.swaps = swaps;
        this.rounds = options.number("rounds", 5);
        this.pause = Duration.ofMillis(options.number("pause-millis", 300));
        this.warmUp = Duration.ofSeconds(options.number("warmup-seconds", 10));
    }

    /// What is changed.
    interface Subject {

        /// For people.
        String title();

        /// Starts a server that serves version 0.
        WebServer start(Path directory);

        /// Changes it. What answers is the new version, at once or later.
        void change(int version);

        /// What a version answers.
        String answer(int version);
    }

    /// One run of wrk.
    ///
    /// @param accepted connections of the server meanwhile
    private record Run(WrkReport report, long accepted) {}

    /// @return whether there was no error
    boolean run(Reserve reserve, Subject subject, Path work) throws InterruptedException, IOException {
        Path directory = Files.createTempDirectory(work, "swaps");
        version = 0;
        List<Run> quiet = new ArrayList<>();
        List<Run> swapped = new ArrayList<>();
        try (WebServer server = subject.start(directory)) {
            awaitVersion(subject, server);
            new Wrk(CONNECTIONS).run(server.uri("/"), warmUp);
            for (int round = 1; round <= rounds; round++) {
                int last = swaps * round / rounds;
                long start = System.nanoTime();
                swapped.add(measure(reserve, directory, server, () -> {
                    while (version < last) {
                        version++;
                        subject.change(version);
                        awaitVersion(subject, server);
                        Thread.sleep(pause);
                    }
                }));
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                quiet.add(measure(reserve, directory, server, () -> Thread.sleep(time)));
                out.printf("%d swaps: %s%n    without: %s%n", version, swapped.getLast(), quiet.getLast());
            }
        }
        return report(subject, quiet, swapped);
    }

    private static Run measure(Reserve reserve, Path directory, WebServer server, Wrk.Task task) throws InterruptedException {
        long before = accepted(reserve, directory);
        WrkReport report = new Wrk(CONNECTIONS).during(server.uri("/"), task);
        return new Run(report, accepted(reserve, directory) - before);
    }

    private static long accepted(Reserve reserve, Path directory) {
        String status = reserve.status(directory);
        Matcher matcher = ACCEPTED.matcher(status);
        if (!matcher.find()) {
            throw new IllegalStateException("expected a listener's count of accepted connections, found " + status);
        }
        return Long.parseLong(matcher.group(1));
    }

    private void awaitVersion(Subject subject, WebServer server) throws InterruptedException {
        byte[] expected = subject.answer(version).getBytes(StandardCharsets.US_ASCII);
        server.await("/", answer -> Arrays.equals(expected, answer));
    }

    private boolean report(Subject subject, List<Run> quiet, List<Run> swapped) {
        Table table = new Table("", "swaps", "requests", "requests/s", "p50, ms", "p99, ms", "socket errors", "not 2xx", "connections");
        row(table, "without swaps", 0, quiet);
        row(table, "with swaps", version, swapped);
        out.printf(Locale.ROOT, "### %s%n%n%s%np99 with swaps is %.2f× of p99 without (medians of %d rounds)%n", subject.title(), table,
                (double) median(swapped, WrkReport::p99) / median(quiet, WrkReport::p99), rounds);
        return swapped.stream().allMatch(run -> run.report().errors() == 0);
    }

    private static void row(Table table, String name, int swaps, List<Run> runs) {
        table.row(name, swaps, number(sum(runs, WrkReport::requests)), number(median(runs, WrkReport::perSecond)),
                Quantiles.millis(median(runs, WrkReport::p50)), Quantiles.millis(median(runs, WrkReport::p99)),
                sum(runs, WrkReport::socketErrors), sum(runs, WrkReport::otherStatus), runs.stream().mapToLong(Run::accepted).sum());
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static long sum(List<Run> runs, ToLongFunction<WrkReport> figure) {
        return runs.stream().map(Run::report).mapToLong(figure).sum();
    }

    private static long median(List<Run> runs, ToLongFunction<WrkReport> figure) {
        return Quantiles.of(runs.stream().map(Run::report).mapToLong(figure).toArray()).median();
    }
}
