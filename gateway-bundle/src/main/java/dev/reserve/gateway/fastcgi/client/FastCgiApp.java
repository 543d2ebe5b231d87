package dev.reserve.gateway.fastcgi.client;

import dev.reserve.http.HttpApp;
import java.util.List;
import org.eclipse.jetty.server.Handler;

/// The sub-app `fastcgi`: `fastcgi ADDRESS [OPTION…]`.
public final class FastCgiApp implements HttpApp {

    @Override
    public Handler launch(String... args) {
        return new FastCgiHandler(FastCgiOptions.parse(List.of(args)));
    }
}
