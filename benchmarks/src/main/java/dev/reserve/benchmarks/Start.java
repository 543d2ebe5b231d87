package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.Starting;
import dev.reserve.benchmarks.proc.Memory;
import dev.reserve.benchmarks.report.Quantiles;
import dev.reserve.benchmarks.report.Table;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// How long servers take from the start of the process to the first connection that is answered, and what they have in memory when they have been
/// idle for a while. One after another, in turn.
public final class Start {

    private final PrintStream out = System.out;
    private final Options options;
    private final Map<String, List<Long>> nanos = new HashMap<>();
    private final Map<String, List<Long>> kibibytes = new HashMap<>();

    private Start(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws Exception {
        new Start(Options.parse(Set.of("dist", "tomcat", "karaf", "karaf-java", "servers", "rounds", "idle-seconds"), arguments)).run();
    }

    private void run() throws InterruptedException {
        int rounds = options.number("rounds", 9);
        WorkDirectory work = WorkDirectory.create();
        List<Starting> servers = options.chosen("servers", servers(work.path()), Starting::id);
        // The first does not count: Karaf installs its features then, and files come into the page cache.
        for (int round = 0; round <= rounds; round++) {
            for (Starting server : servers) {
                measure(server, round > 0);
            }
        }
        Table table = new Table("server", "first answer, median (min – max), ms", "RSS idle, median, MiB");
        servers.forEach(server -> table.row(server.name(), spread(nanos.getOrDefault(server.id(), List.of())),
                mebibytes(kibibytes.getOrDefault(server.id(), List.of()))));
        out.println(table);
        work.delete();
    }

    private List<Starting> servers(Path work) {
        Path java = Path.of(System.getProperty("java.home"));
        Path dist = options.path("dist");
        return List.of(Starting.reserve("reserve", "Reserve, `echo`", dist, work.resolve("reserve"), "", "echo"),
                Starting.reserve("reserve-uncached", "Reserve, `echo`, without the cache", dist, work.resolve("uncached"),
                        "-XX:AOTMode=off", "echo"),
                Starting.reserve("reserve-http", "Reserve, `http`", dist, work.resolve("http"), "", "http"),
                Starting.karaf(options.path("karaf"), options.path("karaf-java"), work.resolve("karaf")),
                Starting.tomcat(options.path("tomcat"), java, work.resolve("tomcat")), Starting.gunicorn(work.resolve("gunicorn")));
    }

    private void measure(Starting server, boolean counts) throws InterruptedException {
        Starting.Started started = server.start();
        try (var process = started.process()) {
            if (counts) {
                Thread.sleep(Duration.ofSeconds(options.number("idle-seconds", 15)));
                nanos.computeIfAbsent(server.id(), _ -> new ArrayList<>()).add(started.nanos());
                kibibytes.computeIfAbsent(server.id(), _ -> new ArrayList<>()).add(Memory.resident(process.handle()));
            }
        }
    }

    private static String spread(List<Long> nanos) {
        Quantiles quantiles = Quantiles.of(nanos.stream().mapToLong(Long::longValue).toArray());
        long least = nanos.stream().mapToLong(Long::longValue).min().orElse(0);
        return String.format(Locale.ROOT, "%.0f (%.0f – %.0f)", quantiles.median() / 1e6, least / 1e6, quantiles.max() / 1e6);
    }

    private static String mebibytes(List<Long> kibibytes) {
        return String.format(Locale.ROOT, "%.0f", Quantiles.of(kibibytes.stream().mapToLong(Long::longValue).toArray()).median() / 1024.0);
    }
}
