package dev.reserve.benchmarks;

import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.wrk.Wrk;
import dev.reserve.benchmarks.wsgi.Gunicorn;
import dev.reserve.benchmarks.wsgi.ModWsgi;
import dev.reserve.benchmarks.wsgi.Page;
import dev.reserve.benchmarks.wsgi.PythonFiles;
import dev.reserve.benchmarks.wsgi.ReserveWsgi;
import dev.reserve.benchmarks.wsgi.Uwsgi;
import dev.reserve.benchmarks.wsgi.Waitress;
import dev.reserve.benchmarks.wsgi.WsgiWorkload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reserve's `wsgi` and other servers of Python applications side by side. What is measured depends on the options: requests and what they cost, unless
/// it is said to be memory (`--memory`), or changes under load (`--reload`). Ends with 1 if there was an error.
public final class Wsgi {

    private static final Set<String> OPTIONS = Set.of("dist", "only", "servers", "workers", "connections", "rounds", "seconds",
            "warmup-seconds", "memory", "reload", "pause-millis");

    private final Options options;
    private final PrintStream out = System.out;

    private Wsgi(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws Exception {
        System.exit(new Wsgi(Options.parse(OPTIONS, arguments)).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        Wrk.expectInstalled();
        WorkDirectory work = WorkDirectory.create();
        boolean good = run(work.path());
        if (good) {
            work.delete();
        } else {
            out.println("the logs of the servers are in " + work.path());
        }
        return good;
    }

    private boolean run(Path work) throws InterruptedException, IOException {
        PythonFiles.openToAll(work); // whoever serves
        Path app = PythonFiles.write(Files.createDirectory(work.resolve("app")));
        Reserve reserve = new Reserve(options.path("dist"), app);
        boolean good = true;
        if (options.has("memory")) {
            good &= new WsgiMemory(options, out).run(reserve, app, work);
        }
        if (options.has("reload")) {
            ReserveWsgi wsgi = new ReserveWsgi(reserve, app, false);
            int number = options.number("reload", 100);
            for (int workers : workers()) {
                for (Swaps.Subject subject : List.of(new SourceChange(wsgi, workers), new ReloadCommand(wsgi, workers))) {
                    good &= change(reserve, subject, number, work);
                }
            }
        }
        if (!options.has("memory") && !options.has("reload")) {
            good = new HttpRequests(options, out, "uwsgi", "64,256").run(workloads(), servers(reserve, app), work);
        }
        return good;
    }

    private boolean change(Reserve reserve, Swaps.Subject subject, int number, Path work) throws InterruptedException, IOException {
        try {
            return new Swaps(options, out, number).run(reserve, subject, work);
        } catch (IllegalStateException e) {
            out.println(subject.title() + ": " + e.getMessage());
            return false;
        }
    }

    private List<Integer> workers() {
        return Stream.of(options.text("workers", "1,2").split(",")).map(Integer::valueOf).toList();
    }

    private List<WsgiWorkload> workloads() {
        List<WsgiWorkload> workloads = new ArrayList<>();
        for (Page page : options.chosen("only", List.of(Page.values()), Page::id)) {
            if (page == Page.FLASK) {
                try {
                    PythonFiles.expectModule("flask", "python3-flask");
                } catch (IllegalStateException e) {
                    out.println(page.id() + " is left out: " + e.getMessage());
                    continue;
                }
            }
            workers().forEach(number -> workloads.add(new WsgiWorkload(page, number)));
        }
        return workloads;
    }

    /// The servers of `--servers`, in their order here. One that serves a connection as long as it lasts has to be asked for.
    private List<Contender<WsgiWorkload>> servers(Reserve reserve, Path app) {
        Contender<WsgiWorkload> unfair = new Uwsgi(app, Uwsgi.Way.WORKERS);
        List<Contender<WsgiWorkload>> all = List.of(new ReserveWsgi(reserve, app, false), new Uwsgi(app, Uwsgi.Way.ROUTER),
                new Uwsgi(app, Uwsgi.Way.NGINX), new ModWsgi(app), new Gunicorn(app, false, false), new Gunicorn(app, true, false),
                new Waitress(app), unfair);
        return options.chosen("servers", all, Contender::id).stream().filter(each -> options.has("servers") || !each.equals(unfair))
                .toList();
    }
}
