package dev.reserve.wsgi;

import dev.reserve.http.HttpApp;
import dev.reserve.wsgi.crew.Crew;
import dev.reserve.wsgi.crew.Plan;
import dev.reserve.wsgi.crew.Workshop;
import java.util.List;
import org.eclipse.jetty.server.Handler;

/// The sub-app `wsgi`: `wsgi [OPTION…] APP [ARG…]`.
final class WsgiApp implements HttpApp {

    private final Workshop workshop;

    WsgiApp(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Handler launch(String... args) throws Exception {
        Plan plan = WsgiOptions.parse(List.of(args), path(), Runtime.getRuntime().availableProcessors());
        return new WsgiHandler(Crew.start(plan, workshop));
    }

    /// Where programs are looked for.
    static String path() {
        String path = System.getenv("PATH");
        return path == null ? "/usr/local/bin:/usr/bin:/bin" : path;
    }
}
