package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.http.spi.Gateway;
import dev.reserve.http.spi.Gateways;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Launches instances of `http`, and of what passes requests on to it, each with a connector and a site of its own; the server and the sub-apps are shared.
final class Instances implements Gateways {

    private final HttpServer server;
    private final SubApps subApps;

    Instances(HttpServer server, SubApps subApps) {
        this.server = server;
        this.subApps = subApps;
    }

    @Override
    public ConnectionHandler launch(Gateway gateway, List<String> args) throws Exception {
        if (!args.isEmpty() && args.getFirst().startsWith("-")) {
            throw new IllegalArgumentException("unknown option " + args.getFirst() + "; expected " + gateway.name() + " [SUBAPP [ARG…]]");
        }
        AppKey only = args.isEmpty() ? null : new AppKey(args.getFirst(), List.copyOf(args.subList(1, args.size())), "/");
        return launch(only, null, () -> new GatewayProtocols(gateway, server::settings, server.edge().front()));
    }

    /// @param only the one sub-app, or null for all mounts
    /// @param resource that starts and stops with the connector, or null
    /// @param protocols made with the bundle's class loader as the context class loader
    ConnectionHandler launch(@Nullable AppKey only, @Nullable Object resource, Callable<Protocols> protocols) throws Exception {
        Site site = new Site(only);
        subApps.open(site);
        boolean launched = false;
        try {
            site.await();
            FedConnector connector = HttpServer.inBundle(() -> connector(resource, protocols.call(), selectors(site)));
            launched = true;
            server.add(connector);
            return new HttpConnections(connector, site, () -> {
                subApps.close(site);
                server.remove(connector);
            });
        } finally {
            if (!launched) {
                subApps.close(site);
            }
        }
    }

    /// One thread for each processor looks after the connections; half as many if there are others that serve them too.
    private static int selectors(Site site) {
        int processors = Runtime.getRuntime().availableProcessors();
        return site.routes().answerElsewhere() ? Math.max(1, processors / 2) : processors;
    }

    private FedConnector connector(@Nullable Object resource, Protocols protocols, int selectors) throws Exception {
        FedConnector connector = new FedConnector(server.jetty(), selectors, protocols, server::settings);
        if (resource != null) {
            connector.addBean(resource, true);
        }
        connector.start();
        return connector;
    }
}
