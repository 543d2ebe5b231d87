package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.proc.CpuTime;
import dev.reserve.benchmarks.report.Figure;
import dev.reserve.benchmarks.web.Comparison;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Running;
import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.web.Workload;
import dev.reserve.benchmarks.wrk.Wrk;
import dev.reserve.benchmarks.wrk.WrkReport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Requests per second, and what each costs the server. All servers of a workload run at the same time and are loaded in turn, in each round
/// beginning with another one.
final class HttpRequests {

    private static final int WARM_UP_CONNECTIONS = 64;

    private final PrintStream out;
    private final String base;
    private final List<Integer> connections;
    private final int rounds;
    private final Duration time;
    private final Duration warmUp;
    private final double tickNanos = 1e9 / Integer.parseInt(ServerProcess.run(List.of("getconf", "CLK_TCK")).strip());

    /// @param base the id of the server that the others are compared with
    /// @param connections how many there are unless the options say otherwise
    HttpRequests(Options options, PrintStream out, String base, String connections) {
        this.out = out;
        this.base = base;
        this.connections = Stream.of(options.text("connections", connections).split(",")).map(Integer::valueOf).toList();
        this.rounds = options.number("rounds", 5);
        this.time = Duration.ofSeconds(options.number("seconds", 5));
        this.warmUp = Duration.ofSeconds(options.number("warmup-seconds", 10));
    }

    /// @return whether there was no error
    <W extends Workload> boolean run(List<W> workloads, List<Contender<W>> contenders, Path work) throws InterruptedException {
        boolean good = true;
        for (W workload : workloads) {
            try (Running<W> running = Running.start(workload, contenders, work, out)) {
                Comparison<W> comparison = measure(workload, running.servers());
                out.println(comparison);
                comparison.errors().forEach(out::println);
                good &= comparison.errors().isEmpty();
            }
        }
        return good;
    }

    private <W extends Workload> Comparison<W> measure(W workload, Map<Contender<W>, WebServer> servers) {
        for (WebServer server : servers.values()) {
            new Wrk(WARM_UP_CONNECTIONS, workload.script()).run(server.uri(workload.path()), warmUp);
        }
        Comparison<W> comparison = new Comparison<>(workload, base);
        List<Map.Entry<Contender<W>, WebServer>> order = new ArrayList<>(servers.entrySet());
        for (int round = 1; round <= rounds; round++) {
            for (int number : workload.connections(connections)) {
                for (Map.Entry<Contender<W>, WebServer> each : order) {
                    Figure figure = measure(workload, number, each.getValue());
                    comparison.add(each.getKey(), number, figure);
                    out.printf("round %d, %s, %d connections, %s: %s%n", round, workload.id(), number, each.getKey().id(), figure);
                }
            }
            if (!order.isEmpty()) {
                order.add(order.removeFirst());
            }
        }
        return comparison;
    }

    private Figure measure(Workload workload, int number, WebServer server) {
        CpuTime before = server.cpuTime();
        WrkReport report = new Wrk(number, workload.script()).run(server.uri(workload.path()), time);
        CpuTime used = server.cpuTime().minus(before);
        double requests = Math.max(1, report.requests());
        return new Figure(report.perSecond(), Math.round(used.ticks() * tickNanos / requests),
                Math.round(used.system() * tickNanos / requests), report.p99(), report.errors());
    }
}
