package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.AppKey;
import java.util.List;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;

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
        Site site = new Site(options.subApp().map(app -> new AppKey(app, options.subAppArgs(), "/")).orElse(null));
        subApps.open(site);
        boolean launched = false;
        try {
            site.await();
            FedConnector connector = HttpServer.inBundle(() -> connector());
            launched = true;
            return new HttpConnections(connector, site, () -> subApps.close(site));
        } finally {
            if (!launched) {
                subApps.close(site);
            }
        }
    }

    private FedConnector connector() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        FedConnector connector = new FedConnector(server.jetty(), Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Strictness.http1(configuration), new HTTP2CServerConnectionFactory(configuration));
        connector.setIdleTimeout(60_000);
        connector.start();
        return connector;
    }
}
