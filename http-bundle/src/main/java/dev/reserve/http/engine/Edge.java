package dev.reserve.http.engine;

import dev.reserve.core.binding.Keys;
import dev.reserve.http.log.AccessLog;
import dev.reserve.http.log.LogSettings;
import dev.reserve.http.proxy.Front;
import dev.reserve.http.proxy.ProxySettings;
import dev.reserve.http.welcome.WelcomePage;
import java.nio.file.Path;
import java.util.Map;

/// What every request passes before and after the sub-apps: proxies and ids, the access log, and the page where there is no sub-app.
final class Edge {

    private final Front front = new Front();
    private final WelcomePage welcome = new WelcomePage();
    private final AccessLog log;

    /// @param data the data directory
    Edge(Path data) {
        log = new AccessLog(data);
        configure(new Keys(Map.of()));
    }

    /// Reads its keys, and applies them.
    ///
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected; then all stays as it was
    void configure(Keys keys) {
        ProxySettings proxies = ProxySettings.of(keys);
        LogSettings logging = LogSettings.of(keys);
        boolean ids = keys.choice("request.id", "off", "on", "off").equals("on");
        boolean page = keys.choice("welcome", "on", "on", "off").equals("on");
        keys.finish();
        log.configure(logging);
        front.configure(proxies, ids, logging.on());
        welcome.configure(page);
    }

    Front front() {
        return front;
    }

    AccessLog log() {
        return log;
    }

    WelcomePage welcome() {
        return welcome;
    }
}
