package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.Reserve;
import dev.reserve.benchmarks.web.WebServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `http wsgi` of the distribution.
///
/// @param app the directory of the application
/// @param preload whether workers are forked after it has been imported
public record ReserveWsgi(Reserve reserve, Path app, boolean preload) implements Contender<WsgiWorkload> {

    @Override
    public String id() {
        return "reserve";
    }

    @Override
    public String name(WsgiWorkload workload) {
        return "**Reserve**";
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return true;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        List<String> options = new ArrayList<>(List.of("--workers", Integer.toString(workload.workers()), "--threads",
                Integer.toString(workload.page().threads())));
        if (preload) {
            options.add("--preload");
        }
        return start(directory, app, options, workload.page().app());
    }

    /// Starts it with an application of its own.
    ///
    /// @param target module and attribute
    public WebServer start(Path directory, Path folder, List<String> options, String target) {
        Reserve.deploy(directory);
        List<String> arguments = new ArrayList<>(List.of("wsgi", "--python", PythonFiles.PYTHON, "--chdir", folder.toString()));
        arguments.addAll(options);
        arguments.add(target);
        return reserve.http(directory, arguments.toArray(String[]::new));
    }
}
