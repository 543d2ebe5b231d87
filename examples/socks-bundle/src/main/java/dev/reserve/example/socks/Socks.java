package dev.reserve.example.socks;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;

/// The app `socks`: a proxy for clients of SOCKS5, to the destinations that its arguments allow.
///
/// `socks --allow HOST[:PORT] … [--users FILE] [--timeout SECONDS]`
///
/// It has no default for what is allowed: who runs a proxy for everything says so.
@Component(property = ReserveApp.NAME + "=socks")
public final class Socks implements ReserveApp {

    @Override
    public ConnectionHandler launch(String... args) throws IOException {
        return new Proxy(Settings.parse(args));
    }
}
