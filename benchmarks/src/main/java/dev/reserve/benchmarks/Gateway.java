package dev.reserve.benchmarks;

import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.wrk.Wrk;
import dev.reserve.benchmarks.wsgi.BehindNginx;
import dev.reserve.benchmarks.wsgi.Page;
import dev.reserve.benchmarks.wsgi.PythonFiles;
import dev.reserve.benchmarks.wsgi.Uwsgi;
import dev.reserve.benchmarks.wsgi.WsgiWorkload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Servers of Python applications behind nginx, side by side: Reserve in each gateway protocol, uWSGI in its own, gunicorn. Ends with 1 if there was an error.
public final class Gateway {

    private static final Set<String> OPTIONS = Set.of("dist", "only", "servers", "workers", "connections", "rounds", "seconds",
            "warmup-seconds");

    private Gateway() {}

    public static void main(String... arguments) throws Exception {
        Options options = Options.parse(OPTIONS, arguments);
        Wrk.expectInstalled();
        WorkDirectory work = WorkDirectory.create();
        boolean good = run(options, work.path(), System.out);
        if (good) {
            work.delete();
        } else {
            System.out.println("the logs of the servers are in " + work.path());
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean run(Options options, Path work, PrintStream out) throws InterruptedException, IOException {
        PythonFiles.openToAll(work); // whoever serves
        Path app = PythonFiles.write(Files.createDirectory(work.resolve("app")));
        Reserve reserve = new Reserve(options.path("dist"), app);
        List<WsgiWorkload> workloads = options.chosen("only", List.of(Page.HELLO, Page.GET, Page.POST), Page::id).stream()
                .flatMap(page -> Stream.of(options.text("workers", "1,2").split(","))
                        .map(number -> new WsgiWorkload(page, Integer.parseInt(number))))
                .toList();
        List<Contender<WsgiWorkload>> servers = Stream.<Contender<WsgiWorkload>>concat(
                Stream.of(new Uwsgi(app, Uwsgi.Way.NGINX)),
                Stream.of(BehindNginx.Way.values()).map(way -> new BehindNginx(reserve, app, way)))
                .toList();
        return new HttpRequests(options, out, "nginx-uwsgi", "64").run(workloads, options.chosen("servers", servers, Contender::id), work);
    }
}
