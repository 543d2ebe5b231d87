package dev.reserve.shell;

import dev.reserve.core.admin.Reloads;
import java.io.IOException;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/// The commands that say which version of an app serves, and whether one does.
final class Steering {

    private static final String APP = "the name of the app";

    private final Core core;

    Steering(Core core) {
        this.core = core;
    }

    List<Command> commands() {
        return List.of(
                Command.of(Usage.changing("rollback", "goes back to the version before the current one, or ends the canary").json()
                        .argument("APP", APP).details("What is rolled back is not tried again before its content changes."),
                        this::rollback),
                Command.of(Usage.changing("promote", "makes the canary of an app its current version").json().argument("APP", APP),
                        this::promote),
                Command.of(
                        Usage.changing("canary", "gives new versions of an app a share of its connections, until they are promoted").json()
                                .argument("APP", APP).argument("PERCENT", "the share, 0 to 99; 0 for no more canaries"),
                        this::canary),
                Command.of(
                        Usage.changing("drain",
                                "stops giving connections to an app: what is open finishes, what comes waits in the backlog").json()
                                .flag("--off", "gives it connections again").argument("APP", APP),
                        this::drain),
                Command.of(Usage
                        .changing("reload",
                                "replaces the processes of an app one by one by new ones that read it anew; each finishes its requests")
                        .json()
                        .argument("APP", "what wsgi serves, as it was named there; or wsgi, for all of them"), this::reload));
    }

    private @Nullable Object rollback(CommandSession session, Given given) throws CommandFailure {
        String app = given.argument("APP");
        if (!core.running().rollBack(app)) {
            core.known(app);
            throw new CommandFailure(CommandFailure.FAILED,
                    "app " + app + " has no version on probation and no canary: there is nothing to go back to");
        }
        return outcome(given, app);
    }

    private @Nullable Object promote(CommandSession session, Given given) throws CommandFailure {
        String app = given.argument("APP");
        if (!core.running().promote(app)) {
            core.known(app);
            throw new CommandFailure(CommandFailure.FAILED, "app " + app + " has no canary");
        }
        return outcome(given, app);
    }

    private @Nullable Object canary(CommandSession session, Given given) throws CommandFailure {
        String app = given.argument("APP");
        int percent = given.number("PERCENT", 0, 99);
        core.known(app);
        core.running().canary(app, percent);
        return outcome(given, app);
    }

    private @Nullable Object drain(CommandSession session, Given given) throws CommandFailure {
        String app = given.argument("APP");
        core.known(app);
        core.running().drain(app, !given.has("--off"));
        return outcome(given, app);
    }

    /// Nothing for people, and for programs the app, as `apps` shows it.
    private @Nullable Object outcome(Given given, String app) throws CommandFailure {
        return given.json()
                ? AppView.of(core.running().status()).stream().filter(view -> view.name().equals(app)).findFirst().map(Json::of)
                        .orElse("null")
                : null;
    }

    /// What `reload --json` shows.
    private record Reloaded(String app, int workersReplaced) {}

    private String reload(CommandSession session, Given given) throws CommandFailure, InterruptedException {
        String app = given.argument("APP");
        int replaced = 0;
        for (Reloads each : core.reloads().get()) {
            try {
                replaced += each.reload(app);
            } catch (IOException e) {
                throw new CommandFailure(CommandFailure.FAILED, "app " + app + " is not reloaded: " + e.getMessage(), e);
            }
        }
        if (replaced == 0) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE,
                    "no process of an app " + app + " is running; expected wsgi, or what wsgi serves, as it was named there");
        }
        if (given.json()) {
            return Json.of(new Reloaded(app, replaced));
        }
        return replaced == 1 ? "1 worker replaced" : replaced + " workers replaced";
    }
}
