package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.host.Program;
import dev.reserve.benchmarks.host.ServerProcess;
import dev.reserve.benchmarks.web.Contender;
import dev.reserve.benchmarks.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Apache's mod_wsgi, with processes of its own for the application (daemon mode), behind Apache's event loop.
///
/// @param app the directory of the application
public record ModWsgi(Path app) implements Contender<WsgiWorkload> {

    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final String CONFIGURATION = """
            ServerRoot @DIRECTORY@
            ServerName localhost
            PidFile @DIRECTORY@/pid
            Listen 127.0.0.1:@PORT@
            ListenBacklog 2048
            LoadModule mpm_event_module @MODULES@/mod_mpm_event.so
            LoadModule authz_core_module @MODULES@/mod_authz_core.so
            LoadModule wsgi_module @MODULES@/mod_wsgi.so
            @USER@
            ErrorLog @DIRECTORY@/error.log
            KeepAlive On
            MaxKeepAliveRequests 0
            KeepAliveTimeout 600
            ThreadsPerChild 64
            ServerLimit 32
            MaxRequestWorkers 2048
            WSGISocketPrefix @DIRECTORY@/wsgi
            WSGIDaemonProcess bench processes=@WORKERS@ threads=@THREADS@ listen-backlog=2048 python-path=@APP@
            WSGIScriptAlias / @APP@/@MODULE@.py process-group=bench application-group=%{GLOBAL}
            WSGICallableObject @ATTRIBUTE@
            <Directory @APP@>
                Require all granted
            </Directory>
            """;

    @Override
    public String id() {
        return "mod_wsgi";
    }

    @Override
    public String name(WsgiWorkload workload) {
        return "mod_wsgi " + PythonFiles.version("libapache2-mod-wsgi-py3") + ", Apache " + PythonFiles.version("apache2-bin");
    }

    @Override
    public boolean takes(WsgiWorkload workload) {
        return true;
    }

    @Override
    public WebServer start(WsgiWorkload workload, Path directory) {
        String program = Program.find("apache2", "apache2 libapache2-mod-wsgi-py3");
        if (!Files.exists(MODULES.resolve("mod_wsgi.so"))) {
            throw new IllegalStateException("there is no " + MODULES + "/mod_wsgi.so (apt-get install libapache2-mod-wsgi-py3)");
        }
        int port = ServerProcess.freePort();
        Path file = directory.resolve("apache.conf");
        boolean root = "root".equals(System.getProperty("user.name")); // who may not serve by itself
        try {
            PythonFiles.openToAll(directory);
            Files.writeString(file, CONFIGURATION.replace("@USER@", root ? "User nobody\nGroup nogroup" : "")
                    .replace("@PORT@", Integer.toString(port)).replace("@DIRECTORY@", directory.toString())
                    .replace("@MODULES@", MODULES.toString())
                    .replace("@WORKERS@", Integer.toString(workload.workers()))
                    .replace("@THREADS@", Integer.toString(workload.page().threads()))
                    .replace("@APP@", app.toString()).replace("@MODULE@", workload.page().module())
                    .replace("@ATTRIBUTE@", workload.page().attribute()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WebServer(port, ServerProcess.start(directory, Map.of(), List.of(program, "-f", file.toString(), "-D", "FOREGROUND")));
    }
}
