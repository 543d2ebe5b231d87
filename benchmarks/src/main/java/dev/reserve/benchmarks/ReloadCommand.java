package dev.reserve.benchmarks;

import dev.reserve.benchmarks.web.WebServer;
import dev.reserve.benchmarks.wsgi.ReserveWsgi;
import java.nio.file.Path;
import java.util.List;

/// The workers are replaced one by one by `reservectl reload`, with the application as it is.
final class ReloadCommand implements Swaps.Subject {

    private final ReserveWsgi reserve;
    private final int workers;
    private Path directory = Path.of("");

    ReloadCommand(ReserveWsgi reserve, int workers) {
        this.reserve = reserve;
        this.workers = workers;
    }

    @Override
    public String title() {
        return "`reservectl reload wsgi` under load, " + workers + " workers";
    }

    @Override
    public WebServer start(Path directory) {
        this.directory = directory;
        return reserve.start(directory, reserve.app(), List.of("--workers", Integer.toString(workers)), "bench:hello");
    }

    @Override
    public void change(int version) {
        reserve.reserve().command(directory, "reload wsgi");
    }

    @Override
    public String answer(int version) {
        return "hello\n";
    }
}
