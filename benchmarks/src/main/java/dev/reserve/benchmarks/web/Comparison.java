package dev.reserve.benchmarks.web;

import dev.reserve.benchmarks.report.Figure;
import dev.reserve.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// The figures of several servers for one workload, and the tables of them. Rows are servers, columns are numbers of connections.
public final class Comparison {

    private static final String BASE = "nginx";

    private final Workload workload;
    private final Map<Contender, Map<Integer, List<Figure>>> figures = new LinkedHashMap<>();

    public Comparison(Workload workload) {
        this.workload = workload;
    }

    /// One more round.
    public void add(Contender contender, int connections, Figure figure) {
        figures.computeIfAbsent(contender, _ -> new TreeMap<>()).computeIfAbsent(connections, _ -> new ArrayList<>()).add(figure);
    }

    /// What went wrong, a line for each.
    public List<String> errors() {
        List<String> lines = new ArrayList<>();
        figures.forEach((contender, each) -> each.forEach((connections, rounds) -> {
            long errors = Figure.median(rounds).errors();
            if (errors > 0) {
                lines.add(String.format(Locale.ROOT, "%d errors of %s with %d connections", errors, contender.id(), connections));
            }
        }));
        return lines;
    }

    @Override
    public String toString() {
        String latency = workload.pipelined() > 1 // of which wrk takes no useful time
                ? ""
                : "\n" + table("p99, ms; connections:", (_, figure) -> String.format(Locale.ROOT, "%.1f", figure.p99() / 1e6));
        return String.format(Locale.ROOT, "### %s%n%n%s%n%s%s", workload.title(),
                table("CPU µs per request (× nginx); connections:", this::cost),
                table("requests per second; connections:", (_, figure) -> String.format(Locale.ROOT, "%,d", figure.perSecond())), latency);
    }

    private Table table(String head, BiFunction<Integer, Figure, String> cell) {
        List<String> heads = new ArrayList<>(List.of(head));
        figures.values().stream().limit(1).forEach(each -> each.keySet().forEach(connections -> heads.add(connections.toString())));
        Table table = new Table(heads.toArray(String[]::new));
        figures.forEach((contender, each) -> {
            List<Object> cells = new ArrayList<>(List.of(contender.name(workload)));
            each.forEach((connections, rounds) -> cells.add(cell.apply(connections, Figure.median(rounds))));
            table.row(cells.toArray());
        });
        return table;
    }

    private String cost(int connections, Figure figure) {
        String ratio = base(connections).map(base -> String.format(Locale.ROOT, " (%.2f×)", (double) figure.cpuNanos() / base.cpuNanos()))
                .orElse("");
        return Figure.micros(figure.cpuNanos()) + ratio;
    }

    private Optional<Figure> base(int connections) {
        return figures.entrySet().stream().filter(entry -> entry.getKey().id().equals(BASE))
                .flatMap(entry -> entry.getValue().entrySet().stream()).filter(entry -> entry.getKey() == connections)
                .map(entry -> Figure.median(entry.getValue())).findFirst();
    }
}
