package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.Footprint;
import dev.reserve.benchmarks.host.ReserveHost;
import dev.reserve.benchmarks.load.Clients;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Loss;
import dev.reserve.benchmarks.load.Progress;
import dev.reserve.benchmarks.load.Tally;
import dev.reserve.benchmarks.load.Target;
import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import dev.reserve.benchmarks.report.Windows;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Overwrites a jar under load, again and again, and looks for a connection that is lost. Ends with 1 if there is one.
public final class ZeroLoss {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /// How long after its first answer a new version still settles in: it passes its probation, the one before is closed and uninstalled.
    private static final long SETTLES = Duration.ofMillis(150).toNanos();
    /// The swaps after which the footprint is taken for the first time.
    private static final int FIRST_LOOK = 20;

    private final PrintStream out = System.out;
    private final Options options;
    private final int swaps;
    private final int connections;
    private final int pause;
    private final Progress progress = new Progress();
    private final Windows windows = new Windows();
    private final List<Long> takeovers = new ArrayList<>();
    private final Map<Integer, Footprint> footprints = new TreeMap<>();
    private int overdue;

    private ZeroLoss(Options options) {
        this.options = options;
        this.swaps = options.number("swaps", 1000);
        this.connections = options.number("connections", 1_000_000);
        this.pause = options.number("pause-millis", 300);
    }

    public static void main(String... arguments) throws Exception {
        Options options = Options.parse(
                Set.of("dist", "swaps", "connections", "rate", "pause-millis", "warmup-seconds", "language"), arguments);
        System.exit(new ZeroLoss(options).run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException {
        WorkDirectory work = WorkDirectory.create();
        boolean nothingLost = run(work.path());
        if (nothingLost) {
            work.delete();
        } else {
            out.println("the log of the server is in " + work.path());
        }
        return nothingLost;
    }

    private boolean run(Path work) throws InterruptedException {
        long start = System.nanoTime();
        try (ReserveHost host = new ReserveHost(options.path("dist"), work, Language.valueOf(options.text("language", "LINES")));
                Clients clients = new Clients(progress, PATIENCE)) {
            awaitFirst(host);
            start(clients, host.targets());
            Thread.sleep(Duration.ofSeconds(options.number("warmup-seconds", 10)));
            long measured = System.nanoTime();
            for (int version = 1; version <= swaps; version++) {
                swap(host, version);
                if (version == firstLook() || version == halfway() || version == swaps) {
                    footprints.put(version, look(clients, host));
                }
                if (version % 50 == 0) {
                    out.printf("%d swaps, %,d connections, %d lost%n", version, clients.connections(), clients.lost());
                }
            }
            while (clients.connections() < connections) {
                Thread.sleep(100);
            }
            clients.stop();
            report(clients, measured, Duration.ofNanos(System.nanoTime() - start));
            return clients.lost() == 0 && overdue == 0 && progress.versions() == swaps + 1;
        }
    }

    /// The server is there when it answers; what comes before it is up is not what is measured.
    private void awaitFirst(ReserveHost host) throws InterruptedException {
        try (Clients probe = new Clients(progress, PATIENCE)) {
            probe.shortConnections(1, host.targets().getFirst(), 10);
            if (progress.await(0, Duration.ofSeconds(60)).isEmpty()) {
                throw new IllegalStateException("the server does not answer");
            }
            probe.stop();
        }
    }

    /// 8 clients, one half over TCP and the other over the Unix socket.
    private void start(Clients clients, List<Target> targets) {
        int rate = options.number("rate", 2400) / targets.size();
        for (Target target : targets) {
            clients.shortConnections(2, target, rate).keptConnections(1, target).longConnections(1, target, 3);
        }
    }

    private void swap(ReserveHost host, int version) throws InterruptedException {
        Thread.sleep(pause);
        long moved = host.deploy(version);
        Optional<Long> first = progress.await(version, Duration.ofSeconds(60));
        if (first.isEmpty()) {
            overdue++;
            out.println("version " + version + " has not answered within 60 s");
            return;
        }
        takeovers.add(first.get() - moved);
        windows.add(moved, first.get() + SETTLES);
        Thread.sleep(Duration.ofNanos(Math.max(0, first.get() + SETTLES - System.nanoTime())));
    }

    /// Takes the footprint while nobody is there, so that it is not one of the connections.
    private static Footprint look(Clients clients, ReserveHost host) throws InterruptedException {
        clients.pause();
        host.footprint(); // the first look loads what it takes to look
        Thread.sleep(Duration.ofSeconds(2)); // what drains has ended: no connection is open
        Footprint footprint = host.footprint();
        clients.resume();
        return footprint;
    }

    private void report(Clients clients, long measured, Duration took) {
        out.printf(Locale.ROOT, "%n%d swaps, %d versions answered, %,d connections in %d s, %d processors, Java %s%n%n", swaps,
                progress.versions(),
                clients.connections(), took.toSeconds(), Runtime.getRuntime().availableProcessors(), Runtime.version().feature());
        out.println(connections(clients.tallies()));
        clients.tallies().forEach(tally -> tally.examples().forEach(out::println));
        out.println(latency(clients, measured));
        Quantiles takeover = Quantiles.of(takeovers.stream().mapToLong(Long::longValue).toArray());
        out.println(new Table("`mv` to the first answer of the new version", "ms").row("median", Quantiles.millis(takeover.median()))
                .row("p99", Quantiles.millis(takeover.p99())).row("max", Quantiles.millis(takeover.max())));
        out.println(footprints());
    }

    private static Table connections(List<Tally> tallies) {
        Table table = new Table("clients", "connections", "answers", "swaps seen from within", "refused", "reset", "unanswered", "mixed",
                "stale",
                "wrong", "client's fault");
        for (Tally tally : tallies) {
            table.row(tally.name(), format(tally.served() + tally.lost()), format(tally.answers()), format(tally.spanned()),
                    tally.lost(Loss.REFUSED),
                    tally.lost(Loss.RESET), tally.lost(Loss.UNANSWERED), tally.lost(Loss.MIXED), tally.lost(Loss.STALE),
                    tally.lost(Loss.WRONG),
                    tally.lost(Loss.CLIENT));
        }
        return table;
    }

    private Table latency(Clients clients, long measured) {
        Quantiles during = latency(clients, true, measured);
        Quantiles none = latency(clients, false, measured);
        Table table = new Table("short connections", "number", "p50, ms", "p99, ms", "max, ms");
        table.row("while no swap is in progress", format(none.count()), Quantiles.millis(none.median()), Quantiles.millis(none.p99()),
                Quantiles.millis(none.max()));
        table.row("while a swap is in progress", format(during.count()), Quantiles.millis(during.median()), Quantiles.millis(during.p99()),
                Quantiles.millis(during.max()));
        return table.row("ratio", "", ratio(during.median(), none.median()), ratio(during.p99(), none.p99()),
                ratio(during.max(), none.max()));
    }

    private Quantiles latency(Clients clients, boolean swap, long measured) {
        return Quantiles
                .of(clients.times().stream().flatMapToLong(times -> Arrays.stream(times.within(windows, swap, measured))).toArray());
    }

    private int firstLook() {
        return Math.min(FIRST_LOOK, swaps);
    }

    private int halfway() {
        return Math.max(firstLook(), swaps / 2);
    }

    private Table footprints() {
        Footprint first = Objects.requireNonNull(footprints.get(firstLook()));
        Footprint half = Objects.requireNonNull(footprints.get(halfway()));
        Footprint last = Objects.requireNonNull(footprints.get(swaps));
        Table table = new Table("the server's process", "after " + firstLook() + " swaps", "after " + halfway(), "after " + swaps,
                "end : first", "end : half");
        first.figures().forEach((name, before) -> {
            long middle = half.figures().getOrDefault(name, 0L);
            long after = last.figures().getOrDefault(name, 0L);
            table.row(name, format(before), format(middle), format(after), ratio(after, before), ratio(after, middle));
        });
        return table;
    }

    private static String format(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String ratio(long value, long base) {
        return base == 0 ? "" : String.format(Locale.ROOT, "%.2f", (double) value / base);
    }
}
