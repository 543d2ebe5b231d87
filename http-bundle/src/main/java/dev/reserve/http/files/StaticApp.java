package dev.reserve.http.files;

import dev.reserve.http.HttpApp;
import java.util.List;
import org.eclipse.jetty.server.Handler;

/// The sub-app `static`: `static [--index] DIR`.
public final class StaticApp implements HttpApp {

    @Override
    public Handler launch(String... args) {
        StaticOptions options = StaticOptions.parse(List.of(args));
        return new FileHandler(new Folder(options.directory()), options.index());
    }
}
