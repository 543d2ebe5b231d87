package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.time.Instant;
import java.util.List;

/// A server that serves one app, swaps another, and has rejected a jar.
final class Statuses {

    static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678Z");

    private Statuses() {}

    static Status busy() {
        return new Status(new Status.Server("0.1.0", 42, "serving", 83.25),
                List.of(new Status.Listener("web", "127.0.0.1:8080", "echo", List.of("hello there", "you"), "e2", 1203, 2, 0, null, 0, 0,
                        null),
                        new Status.Listener("local", "/run/x.sock", null, List.of(), null, 0, 0, 3, Instant.parse("2026-01-02T03:04:05Z"),
                                1, 0, "no app is bound to it")),
                List.of(new Status.App("echo", List.of(
                        new Status.Version("e2", "echo.jar", "1.0.0", List.of("hello there", "you"), "current", SINCE, 3, 1, 0, 0, null),
                        new Status.Version("e1", "echo.jar", "1.0.0", List.of(), "draining", SINCE, 1200, 1, 7, 0, null)))),
                List.of(new Status.Artifact("broken.jar", "rejected", null, null, List.of(), "not a zip file:\n\tno end header <found>"),
                        new Status.Artifact("echo.jar", "current", "ab12", "1.0.0", List.of("echo"), null)),
                List.of(new Status.Binding("main", "web", "echo", List.of("hello there", "you"), "active", null)),
                List.of(new Status.Mount("shop", "shop.example", "/", "shop", List.of(), "s1", null)),
                List.of(new Status.Configuration("reserve.binding-main.cfg", "active", null),
                        new Status.Configuration("reserve.http.cfg", "invalid", "line 2: unknown key gzp (did you mean gzip?)")),
                List.of(new Status.Transition(SINCE, "version", "e2", "echo", "launched", "current", null)));
    }

    static Status idle() {
        return new Status(new Status.Server("0.1.0", 42, "starting", 0.25), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of());
    }
}
