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
import java.util.function.ToLongFunction;

/// The figures of several servers for one workload, and the tables of them. Rows are servers, columns are numbers of connections.
///
/// @param <W> what they are asked for
public final class Comparison<W extends Workload> {

    private final W workload;
    private final String base;
    private final Map<Contender<W>, Map<Integer, List<Figure>>> figures = new LinkedHashMap<>();

    /// @param base the id of the server that the others are compared with
    public Comparison(W workload, String base) {
        this.workload = workload;
        this.base = base;
    }

    /// One more round.
    public void add(Contender<W> contender, int connections, Figure figure) {
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
        String latency = !workload.tellsLatency()
                ? ""
                : "\n" + table("p99, ms; connections:", (_, figure) -> String.format(Locale.ROOT, "%.1f", figure.p99() / 1e6));
        return String.format(Locale.ROOT, "### %s%n%n%s%n%s%s", workload.title(),
                table("CPU µs per request (× " + base + "); connections:", this::cost),
                table("requests per second (× " + base + "); connections:", this::rate), latency);
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
        return Figure.micros(figure.cpuNanos()) + ratio(connections, figure, Figure::cpuNanos);
    }

    private String rate(int connections, Figure figure) {
        return String.format(Locale.ROOT, "%,d", figure.perSecond()) + ratio(connections, figure, Figure::perSecond);
    }

    private String ratio(int connections, Figure figure, ToLongFunction<Figure> what) {
        return base(connections)
                .map(other -> String.format(Locale.ROOT, " (%.2f×)", (double) what.applyAsLong(figure) / what.applyAsLong(other)))
                .orElse("");
    }

    private Optional<Figure> base(int connections) {
        return figures.entrySet().stream().filter(entry -> entry.getKey().id().equals(base))
                .flatMap(entry -> entry.getValue().entrySet().stream()).filter(entry -> entry.getKey() == connections)
                .map(entry -> Figure.median(entry.getValue())).findFirst();
    }
}
