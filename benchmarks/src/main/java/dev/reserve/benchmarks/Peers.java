package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.Host;
import dev.reserve.benchmarks.host.KarafHost;
import dev.reserve.benchmarks.host.ReserveHost;
import dev.reserve.benchmarks.host.TomcatHost;
import dev.reserve.benchmarks.load.Clients;
import dev.reserve.benchmarks.load.Language;
import dev.reserve.benchmarks.load.Loss;
import dev.reserve.benchmarks.load.Progress;
import dev.reserve.benchmarks.load.Tally;
import dev.reserve.benchmarks.load.Target;
import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The same load on Reserve and on others, while each of them replaces an equal application in its own documented way.
public final class Peers {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TAKEOVER = Duration.ofMinutes(2);

    private final PrintStream out = System.out;
    private final Options options;
    private final int redeploys;
    private final Table table = new Table("server", "redeployments", "taken over", "connections", "refused", "reset", "unanswered", "mixed",
            "stale",
            "HTTP 4xx/5xx", "lost", "`mv` to first answer, median / max, s");

    private Peers(Options options) {
        this.options = options;
        this.redeploys = options.number("redeploys", 20);
    }

    public static void main(String... arguments) throws Exception {
        new Peers(Options.parse(Set.of("dist", "tomcat", "karaf", "karaf-java", "redeploys", "rate", "only"), arguments)).run();
    }

    private void run() throws InterruptedException {
        Path java = Path.of(System.getProperty("java.home"));
        measure("reserve-lines", work -> new ReserveHost(options.path("dist"), work, Language.LINES));
        measure("reserve-http", work -> new ReserveHost(options.path("dist"), work, Language.HTTP));
        measure("tomcat-overwrite", work -> new TomcatHost(options.path("tomcat"), java, work, false));
        measure("tomcat-parallel", work -> new TomcatHost(options.path("tomcat"), java, work, true));
        measure("karaf", work -> new KarafHost(options.path("karaf"), options.path("karaf-java"), work));
        out.println(table);
    }

    private void measure(String id, Function<Path, Host> start) throws InterruptedException {
        if (!options.text("only", id).equals(id)) {
            return;
        }
        Progress progress = new Progress();
        List<Long> takeovers = new ArrayList<>();
        WorkDirectory work = WorkDirectory.create();
        try (Host host = start.apply(work.path()); Clients clients = new Clients(progress, PATIENCE)) {
            Target target = host.targets().getFirst();
            awaitFirst(target, progress);
            clients.shortConnections(4, target, options.number("rate", 400)).keptConnections(2, target);
            Thread.sleep(Duration.ofSeconds(10));
            for (int version = 1; version <= redeploys; version++) {
                long moved = host.deploy(version);
                Optional<Long> first = progress.await(version, TAKEOVER);
                first.ifPresent(at -> takeovers.add(at - moved));
                Thread.sleep(Duration.ofSeconds(2));
            }
            clients.stop();
            report(host, target.language(), clients.tallies(), takeovers);
        }
        work.delete();
    }

    /// What is lost before the server is up does not count.
    private static void awaitFirst(Target target, Progress progress) throws InterruptedException {
        try (Clients probe = new Clients(progress, PATIENCE)) {
            probe.shortConnections(1, target, 5);
            if (progress.await(0, TAKEOVER).isEmpty()) {
                throw new IllegalStateException("the server does not answer: " + probe.tallies().getFirst().examples());
            }
            probe.stop();
        }
    }

    private void report(Host host, Language language, List<Tally> tallies, List<Long> takeovers) {
        Quantiles takeover = Quantiles.of(takeovers.stream().mapToLong(Long::longValue).toArray());
        table.row(host.name() + " (" + language.name().toLowerCase(Locale.ROOT) + ")", redeploys, takeovers.size(),
                sum(tallies, tally -> tally.served() + tally.lost()), sum(tallies, tally -> tally.lost(Loss.REFUSED)),
                sum(tallies, tally -> tally.lost(Loss.RESET)), sum(tallies, tally -> tally.lost(Loss.UNANSWERED)),
                sum(tallies, tally -> tally.lost(Loss.MIXED)), sum(tallies, tally -> tally.lost(Loss.STALE)),
                sum(tallies, tally -> tally.lost(Loss.STATUS)), sum(tallies, Tally::lost),
                seconds(takeover.median()) + " / " + seconds(takeover.max()));
        out.println(host.name() + " is done");
        tallies.forEach(tally -> tally.examples().forEach(out::println));
    }

    private static String sum(List<Tally> tallies, ToLongFunction<Tally> figure) {
        return String.format(Locale.ROOT, "%,d", tallies.stream().mapToLong(figure).sum());
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}
