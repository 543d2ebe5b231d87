package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A core that remembers what it was asked for, and knows an app `echo`.
final class FakeAdmin implements Admin {

    private final Supplier<Status> status;
    private final List<String> asked = new ArrayList<>();

    FakeAdmin(Supplier<Status> status) {
        this.status = status;
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public Status status() {
        return status.get();
    }

    @Override
    public boolean rollBack(String app) {
        asked.add("rollBack " + app);
        return app.equals("echo");
    }

    @Override
    public boolean promote(String app) {
        asked.add("promote " + app);
        return app.equals("echo");
    }

    @Override
    public void canary(String app, int percent) {
        asked.add("canary " + app + " " + percent);
    }

    @Override
    public List<Status.Leak> leaks() {
        return List.of(new Status.Leak(1, "echo.jar 1.0.0", Instant.EPOCH, List.of("thread \"timer\"")));
    }

    @Override
    public List<String> explainLeak(int id) {
        return id == 1 ? List.of("thread", "the class loader") : List.of();
    }

    @Override
    public void drain(String app, boolean on) {
        asked.add("drain " + app + " " + on);
    }

    @Override
    public List<Status.Connection> connections(boolean stacks) {
        return List.of(
                new Status.Connection("10.0.0.7:4711", "web", "echo", "e2", 12.5, "handled", 100L, 200L,
                        stacks ? List.of("my.App.handle(App.java:7)") : List.of()),
                new Status.Connection("/run/x.sock", "local", "chat", "c1", 7300, "kept", null, null, List.of()));
    }

    @Override
    public List<Status.Load> loads() {
        return List.of(new Status.Load("echo", "e2", "connections", 3, 1, null));
    }

    @Override
    public List<Status.Change> journal() {
        return List.of(new Status.Change(1, Statuses.SINCE, "accepted", Map.of("file", "echo.jar")),
                new Status.Change(2, Statuses.SINCE.plusSeconds(1), "current", Map.of("app", "echo")));
    }
}
