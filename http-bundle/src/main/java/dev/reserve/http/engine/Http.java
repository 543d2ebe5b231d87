package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.http.tls.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The app `http`: `http [OPTION…] [SUBAPP [ARG…]]`.
///
/// Each launch makes an instance with a connector and a site of its own; the server and the sub-apps are shared.
final class Http implements ReserveApp {

    private final HttpServer server;
    private final SubApps subApps;

    Http(HttpServer server, SubApps subApps) {
        this.server = server;
        this.subApps = subApps;
    }

    @Override
    public ConnectionHandler launch(String... args) throws Exception {
        HttpOptions options = HttpOptions.parse(List.of(args));
        Certificate certificate = options.tls().isPresent()
                ? new Certificate(options.tls().get().certificate(), options.tls().get().key())
                : null;
        Site site = new Site(options.subApp().map(app -> new AppKey(app, options.subAppArgs(), "/")).orElse(null));
        subApps.open(site);
        boolean launched = false;
        try {
            site.await();
            FedConnector connector = HttpServer.inBundle(() -> connector(certificate, selectors(site)));
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

    private FedConnector connector(@Nullable Certificate certificate, int selectors) throws Exception {
        Protocols protocols = new Protocols(server::settings, server.edge().front(), certificate == null ? null : certificate.context());
        FedConnector connector = new FedConnector(server.jetty(), selectors, protocols, server::settings);
        if (certificate != null) {
            connector.addBean(certificate, true);
        }
        connector.start();
        return connector;
    }
}
