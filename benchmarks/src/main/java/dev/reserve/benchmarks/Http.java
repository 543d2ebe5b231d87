package dev.reserve.benchmarks;

import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.HttpWorkload;
import dev.reserve.benchmarks.web.Nginx;
import dev.reserve.benchmarks.web.Peer;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.wrk.Wrk;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reserve's `http` and other web servers side by side. What is measured depends on the options: requests and what they cost, unless it is said to be
/// the memory of idle connections (`--idle`), a great many of them (`--many`), or swaps under load (`--swap`). Ends with 1 if there was an error.
public final class Http {

    private static final Set<String> OPTIONS = Set.of("dist", "only", "servers", "connections", "rounds", "seconds", "warmup-seconds",
            "idle", "many", "swap", "pause-millis");

    private final Options options;
    private final PrintStream out = System.out;

    private Http(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws Exception {
        System.exit(new Http(Options.parse(OPTIONS, arguments)).run() ? 0 : 1);
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

    private boolean run(Path work) throws Exception {
        Reserve reserve = new Reserve(options.path("dist"), writeFile(work));
        boolean good = true;
        if (options.has("swap")) {
            good &= new Swaps(options, out, options.number("swap", 200)).run(reserve, new JarSwap(reserve), work);
        }
        if (options.has("idle")) {
            good &= new HttpIdle(options, out).memory(contenders(reserve), work);
        }
        if (options.has("many")) {
            good &= new HttpIdle(options, out).many(reserve, work);
        }
        if (!options.has("swap") && !options.has("idle") && !options.has("many")) {
            good = new HttpRequests(options, out, "nginx", "16,64,256,1000").run(
                    options.chosen("only", List.of(HttpWorkload.values()), HttpWorkload::id), contenders(reserve), work);
        }
        return good;
    }

    private static Path writeFile(Path work) {
        try {
            Path files = Files.createDirectory(work.resolve("files"));
            Files.write(files.resolve(HttpWorkload.FILE_NAME), new byte[HttpWorkload.FILE_SIZE]);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The servers of `--servers`, in their order here.
    private List<Contender<HttpWorkload>> contenders(Reserve reserve) {
        List<Contender<HttpWorkload>> all = new ArrayList<>(List.of(reserve,
                new Nginx("nginx", Math.max(2, Runtime.getRuntime().availableProcessors()), reserve.files()),
                new Nginx("nginx-1", 1, reserve.files())));
        all.addAll(Peer.all(reserve.vmFlags()));
        return options.chosen("servers", all, Contender::id);
    }
}
