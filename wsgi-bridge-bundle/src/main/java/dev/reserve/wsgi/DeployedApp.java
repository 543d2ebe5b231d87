package dev.reserve.wsgi;

import dev.reserve.http.HttpApp;
import dev.reserve.wsgi.crew.Crew;
import dev.reserve.wsgi.crew.Plan;
import dev.reserve.wsgi.crew.Workshop;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Handler;

/// A Python app from the deploy folder: `NAME [OPTION…] [ARG…]`.
final class DeployedApp implements HttpApp {

    private final String app;
    private final Path copy;
    private final Workshop workshop;

    DeployedApp(String app, Path copy, Workshop workshop) {
        this.app = app;
        this.copy = copy;
        this.workshop = workshop;
    }

    @Override
    public Handler launch(String... args) throws Exception {
        Plan plan = WsgiOptions.parseDeployed(app, copy, List.of(args), WsgiApp.path(), Runtime.getRuntime().availableProcessors());
        try {
            return new WsgiHandler(Crew.start(plan, workshop));
        } catch (IllegalArgumentException e) { // a person knows what is in the deploy folder, not the copy
            throw new IllegalArgumentException(inOriginal(String.valueOf(e.getMessage())));
        }
    }

    private String inOriginal(String message) {
        String stored = copy.getFileName().toString();
        int dot = stored.lastIndexOf('.');
        return message.replace(copy.toString(), app + (dot < 0 ? "" : stored.substring(dot)));
    }
}
