package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.Jcmd;
import dev.reserve.benchmarks.proc.FileLimit;
import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.HttpWorkload;
import dev.reserve.benchmarks.web.IdleConnections;
import dev.reserve.benchmarks.web.Nginx;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.Running;
import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.wrk.Wrk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What connections that are kept alive, and ask nothing, cost.
final class HttpIdle {

    private static final int WARM_UP_CONNECTIONS = 64;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    /// Descriptors that are not connections: jars, selectors, logs.
    private static final int OTHER_FILES = 300;

    private final Options options;
    private final PrintStream out;
    private final Duration warmUp;

    HttpIdle(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.warmUp = Duration.ofSeconds(options.number("warmup-seconds", 10));
    }

    /// The resident set of each server before and after, each time after it has collected its garbage.
    ///
    /// @return whether all connections were answered again at the end
    boolean memory(List<Contender<HttpWorkload>> contenders, Path work) throws InterruptedException, IOException {
        int number = possible(options.number("idle", 10_000));
        Table table = new Table("server", "before, MiB", "with " + String.format(Locale.ROOT, "%,d", number) + ", MiB", "KiB each",
                "answered again");
        boolean good = true;
        try (Running<HttpWorkload> running = Running.start(HttpWorkload.HELLO, contenders, work, out)) {
            for (Map.Entry<Contender<HttpWorkload>, WebServer> each : running.servers().entrySet()) {
                WebServer server = each.getValue();
                boolean jvm = !(each.getKey() instanceof Nginx);
                new Wrk(WARM_UP_CONNECTIONS).run(server.uri("/"), warmUp);
                long before = resident(server, jvm);
                try (IdleConnections idle = new IdleConnections(server.port())) {
                    idle.open(number);
                    long after = resident(server, jvm);
                    int answered = idle.askAgain();
                    good &= answered == number;
                    table.row(each.getKey().name(HttpWorkload.HELLO), mebi(before), mebi(after),
                            String.format(Locale.ROOT, "%.1f", (after - before) / (double) number),
                            String.format(Locale.ROOT, "%,d", answered));
                }
            }
        }
        out.printf("### Idle connections%n%n%s%n", table);
        return good;
    }

    private static long resident(WebServer server, boolean jvm) throws InterruptedException {
        if (jvm) {
            Jcmd.collect(server.pid());
        }
        return server.resident();
    }

    /// As many connections as are asked for, over several addresses of the loopback interface.
    ///
    /// @return whether, with all of them open, a request on a new one was answered within the deadline, and all of them once more
    boolean many(Reserve reserve, Path work) throws InterruptedException, IOException {
        int number = possible(options.number("many", 100_000));
        try (Running<HttpWorkload> running = Running.start(HttpWorkload.HELLO, List.of(reserve), work, out)) {
            boolean good = !running.servers().isEmpty();
            for (WebServer server : running.servers().values()) {
                try (IdleConnections idle = new IdleConnections(server.port()); IdleConnections one = new IdleConnections(server.port())) {
                    long start = System.nanoTime();
                    idle.open(number);
                    long opened = System.nanoTime();
                    one.open(1);
                    long answered = System.nanoTime();
                    int again = idle.askAgain();
                    out.printf("### Many connections%n%n%s%n",
                            new Table("connections", "loopback addresses", "opened in, s", "one more request answered in, ms",
                                    "answered again", "in memory, MiB").row(String.format(Locale.ROOT, "%,d", number), idle.addresses(),
                                            String.format(Locale.ROOT, "%.1f", (opened - start) / 1e9), Quantiles.millis(answered - opened),
                                            String.format(Locale.ROOT, "%,d", again), mebi(server.resident())));
                    good &= answered - opened < DEADLINE.toNanos() && again == number;
                }
            }
            return good;
        }
    }

    /// So many, or as many as the limit of open files allows to the server and to this program.
    private int possible(int wanted) {
        int limit = FileLimit.own();
        if (wanted <= limit - OTHER_FILES) {
            return wanted;
        }
        out.printf(Locale.ROOT, "%,d connections are not possible: a process may have %,d files open here (ulimit -n), so it is %,d%n",
                wanted,
                limit, limit - OTHER_FILES);
        return limit - OTHER_FILES;
    }

    private static String mebi(long kibi) {
        return String.format(Locale.ROOT, "%.1f", kibi / 1024.0);
    }
}
