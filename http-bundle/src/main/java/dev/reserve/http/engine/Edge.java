package dev.reserve.http.engine;

import dev.reserve.http.log.AccessLog;
import dev.reserve.http.proxy.Front;
import dev.reserve.http.welcome.WelcomePage;
import java.nio.file.Path;

/// What every request passes before and after the sub-apps: proxies and ids, the access log, and the page where there is no sub-app.
final class Edge {

    private final Front front = new Front();
    private final WelcomePage welcome = new WelcomePage();
    private final AccessLog log;

    /// @param data the data directory
    Edge(Path data) {
        log = new AccessLog(data);
        configure(HttpConfiguration.DEFAULT);
    }

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected; then all stays as it was
    void configure(HttpConfiguration next) {
        log.configure(next.log());
        front.configure(next.proxies(), next.requestIds(), next.log().on());
        welcome.configure(next.welcome());
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
