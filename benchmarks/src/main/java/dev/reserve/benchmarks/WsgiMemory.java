package dev.reserve.benchmarks;

import dev.reserve.benchmarks.host.Jcmd;
import dev.reserve.benchmarks.proc.Memory;
import dev.reserve.benchmarks.report.Table;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.wrk.Wrk;
import dev.reserve.benchmarks.wrk.WrkReport;
import dev.reserve.benchmarks.wsgi.Gunicorn;
import dev.reserve.benchmarks.wsgi.Page;
import dev.reserve.benchmarks.wsgi.ReserveWsgi;
import dev.reserve.benchmarks.wsgi.Uwsgi;
import dev.reserve.benchmarks.wsgi.WsgiWorkload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What a worker more takes of memory, and what is left behind by requests.
final class WsgiMemory {

    private static final int CONNECTIONS = 64;
    private static final int MORE = 4;
    private static final Duration STRETCH = Duration.ofSeconds(10);

    private final Options options;
    private final PrintStream out;
    private final Duration warmUp;
    private long errors;

    WsgiMemory(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.warmUp = Duration.ofSeconds(options.number("warmup-seconds", 10));
    }

    /// @return whether there was no error
    boolean run(Reserve reserve, Path app, Path work) throws InterruptedException, IOException {
        Table table = new Table("server, the app imported before workers are forked", "1 worker, MiB", (1 + MORE) + " workers, MiB",
                "each more: RSS, MiB", "PSS, MiB");
        ReserveWsgi preloaded = new ReserveWsgi(reserve, app, true);
        List<Contender<WsgiWorkload>> all = List.of(preloaded, new Uwsgi(app, Uwsgi.Way.ROUTER), new Gunicorn(app, false, true),
                new Gunicorn(app, true, true));
        for (Contender<WsgiWorkload> each : options.chosen("servers", all, Contender::id)) {
            try {
                Memory one = workers(each, 1, work);
                Memory many = workers(each, 1 + MORE, work);
                table.row(each.name(new WsgiWorkload(Page.HELLO, 1)), mebi(one.resident()), mebi(many.resident()),
                        mebi((many.resident() - one.resident()) / MORE), mebi((many.proportional() - one.proportional()) / MORE));
            } catch (IllegalStateException e) {
                out.println(each.id() + " is left out: " + e.getMessage());
            }
        }
        out.printf("### Memory of workers%n%n%s%n", table);
        grow(new ReserveWsgi(reserve, app, false), work, options.number("memory", 1_000_000));
        if (errors > 0) {
            out.println(errors + " errors");
        }
        return errors == 0;
    }

    /// That of the descendants of the server's first process, after load.
    private Memory workers(Contender<WsgiWorkload> contender, int number, Path work) throws InterruptedException, IOException {
        WsgiWorkload workload = new WsgiWorkload(Page.HELLO, number);
        try (WebServer server = contender.start(workload, Files.createTempDirectory(work, contender.id()))) {
            server.await(workload);
            load(server, warmUp);
            return server.workers();
        }
    }

    private long load(WebServer server, Duration time) {
        WrkReport report = new Wrk(CONNECTIONS).run(server.uri("/"), time);
        errors += report.errors();
        return report.requests();
    }

    private void grow(ReserveWsgi reserve, Path work, long requests) throws InterruptedException, IOException {
        WsgiWorkload workload = new WsgiWorkload(Page.HELLO, 2);
        Table table = new Table("requests", "workers: RSS, MiB", "server after collection: RSS, MiB");
        try (WebServer server = reserve.start(workload, Files.createTempDirectory(work, "growth"))) {
            server.await(workload);
            long sum = 0;
            for (long wanted : new long[]{requests / 10, requests / 2, requests}) {
                do {
                    sum += load(server, STRETCH);
                } while (sum < wanted);
                Memory workers = server.workers();
                Jcmd.collect(server.pid());
                table.row(String.format(Locale.ROOT, "%,d", sum), mebi(workers.resident()), mebi(server.resident() - workers.resident()));
            }
        }
        out.printf("### Memory after requests, **Reserve**, 2 workers%n%n%s%n", table);
    }

    private static String mebi(long kibi) {
        return String.format(Locale.ROOT, "%.1f", kibi / 1024.0);
    }
}
