package dev.reserve.http.engine;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.http.tls.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The app `http`: `http [OPTION…] [SUBAPP [ARG…]]`.
final class Http implements ReserveApp {

    private final Instances instances;
    private final HttpServer server;

    Http(Instances instances, HttpServer server) {
        this.instances = instances;
        this.server = server;
    }

    @Override
    public ConnectionHandler launch(String... args) throws Exception {
        HttpOptions options = HttpOptions.parse(List.of(args));
        Certificate certificate = options.tls().isPresent()
                ? new Certificate(options.tls().get().certificate(), options.tls().get().key())
                : null;
        @Nullable
        AppKey only = options.subApp().map(app -> new AppKey(app, options.subAppArgs(), "/")).orElse(null);
        return instances.launch(only, certificate,
                () -> new HttpProtocols(server::settings, server.edge().front(), certificate == null ? null : certificate.context()));
    }
}
