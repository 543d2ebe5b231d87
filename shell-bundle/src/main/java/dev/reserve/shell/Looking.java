package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;

/// The commands that show how things stand.
final class Looking {

    private static final int CONNECTIONS = 200;
    private static final int MOST = 1_000_000;

    private final Core core;

    Looking(Core core) {
        this.core = core;
    }

    List<Command> commands() {
        return List.of(
                Command.of(Usage.showing("status", "shows listeners, apps and their versions, artifacts and bindings").json(),
                        this::status),
                Command.of(Usage.showing("listeners", "shows the listening sockets, and what serves them").json(), this::listeners),
                Command.of(Usage.showing("apps", "shows the apps, where each serves, and how much it has served").json(), this::apps),
                Command.of(Usage.showing("versions", "shows the versions of an app, or of all, the newest first").json()
                        .perhaps("APP", "the name of the app"), this::versions),
                Command.of(Usage.showing("connections", "shows the open connections, those that have lasted longest first").json()
                        .value("--app", "APP", "only those of this app").value("--listener", "LISTENER", "only those of this listener")
                        .value("--limit", "NUMBER", "how many at most; " + CONNECTIONS + " if nothing else is said")
                        .flag("--stack", "also what the thread of each is doing"), this::connections),
                Command.of(Usage.showing("leaks", "shows versions that have ended and are still in memory, and what holds them").json()
                        .value("--explain", "NUMBER",
                                "finds out what holds this leak, by way of a heap dump, during which all threads stand still"),
                        this::leaks));
    }

    private String status(CommandSession session, Given given) throws CommandFailure {
        Status status = core.running().status();
        return given.json() ? Json.of(status) : StatusText.of(status);
    }

    private String listeners(CommandSession session, Given given) throws CommandFailure {
        List<Status.Listener> listeners = core.running().status().listeners();
        return given.json() ? Json.of(listeners) : StatusText.listeners(listeners).stripTrailing();
    }

    private String apps(CommandSession session, Given given) throws CommandFailure {
        List<AppView> apps = AppView.of(core.running().status());
        if (given.json()) {
            return Json.of(apps);
        }
        Table table = new Table("APP", "STATE", "VERSION", "ARTIFACT", "BUNDLE", "SERVES", "ACCEPTED", "OPEN", "FAILED");
        apps.forEach(app -> table.row(app.name(), app.state(), app.version(), app.artifact(), app.bundleVersion(),
                String.join(", ", app.serves()), app.accepted(), app.open(), app.failed()));
        return table.isEmpty() ? "no apps" : table.toString().stripTrailing();
    }

    private String versions(CommandSession session, Given given) throws CommandFailure {
        List<Status.App> apps = core.running().status().apps();
        Optional<String> name = given.perhaps("APP");
        if (name.isEmpty()) {
            return given.json() ? Json.of(apps) : StatusText.apps(apps).stripTrailing();
        }
        Status.App found = apps.stream().filter(app -> app.name().equals(name.get())).findFirst()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE,
                        "no version of an app " + name.get() + " has been launched"
                                + (apps.isEmpty()
                                        ? ""
                                        : "; expected one of " + apps.stream().map(Status.App::name).collect(Collectors.joining(", ")))));
        return given.json() ? Json.of(found) : StatusText.of(found);
    }

    private String connections(CommandSession session, Given given) throws CommandFailure {
        int limit = given.numberOption("--limit", 1, MOST).orElse(CONNECTIONS);
        Optional<String> app = given.option("--app");
        Optional<String> listener = given.option("--listener");
        if (app.isPresent()) {
            core.known(app.get());
        }
        if (listener.isPresent()) {
            core.listening(listener.get());
        }
        List<Status.Connection> all = core.running().connections(given.has("--stack")).stream()
                .filter(each -> app.isEmpty() || app.get().equals(each.app()))
                .filter(each -> listener.isEmpty() || listener.get().equals(each.listener()))
                .sorted(Comparator.comparingDouble(Status.Connection::ageSeconds).reversed()).toList();
        List<Status.Connection> shown = all.stream().limit(limit).toList();
        if (given.json()) {
            return Json.of(shown);
        }
        return ConnectionsText.of(shown, all.size(), given.has("--stack"));
    }

    private String leaks(CommandSession session, Given given) throws CommandFailure, IOException {
        int explain = given.numberOption("--explain", 1, Integer.MAX_VALUE).orElse(0);
        if (explain > 0) {
            List<String> way = core.running().explainLeak(explain);
            if (way.isEmpty()) {
                throw new CommandFailure(CommandFailure.UNAVAILABLE, "leak " + explain + " has gone, or there was none");
            }
            return given.json() ? Json.of(way) : String.join("\n", way);
        }
        List<Status.Leak> leaks = core.running().leaks();
        return given.json() ? Json.of(leaks) : StatusText.of(leaks);
    }
}
