package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;

/// The commands that say which app serves a listener. What they say holds after a restart, too: it is in files in the deploy folder.
final class Bindings {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Core core;

    Bindings(Core core) {
        this.core = core;
    }

    List<Command> commands() {
        return List.of(
                Command.of(Usage.changing("bind", "has a listener served by an app, from now on and after every start").json()
                        .value("--name", "NAME", "of the binding; that of the listener if nothing else is said")
                        .value("--drain-timeout", "SECONDS", "how long connections of a replaced version may go on")
                        .argument("LISTENER", "the name of the listener").argument("APP", "the name of the app")
                        .any("ARG", "what it is launched with")
                        .details("It writes the file reserve.binding-NAME.cfg in the deploy folder. Options go before the first ARG."),
                        this::bind),
                Command.of(Usage.changing("unbind", "removes a binding, now and for every start").json()
                        .argument("NAME", "of the binding, or of its listener"), this::unbind));
    }

    private String bind(CommandSession session, Given given) throws CommandFailure, IOException, InterruptedException {
        String listener = given.argument("LISTENER");
        String app = given.argument("APP");
        String name = given.option("--name").orElseGet(() -> listener.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[._-]+", ""));
        Optional<Duration> drain = given.seconds("--drain-timeout");
        Admin admin = core.running();
        Status status = admin.status();
        if (status.listeners().stream().noneMatch(each -> isCalled(each.name(), listener))) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE, "bind: there is no listener " + listener + "; expected one of "
                    + status.listeners().stream().map(Status.Listener::name).collect(Collectors.joining(", ")));
        }
        Optional<Status.Binding> other = status.bindings().stream()
                .filter(each -> !each.name().equals(name) && listener.equals(each.listener())).findFirst();
        if (other.isPresent()) {
            throw new CommandFailure(CommandFailure.FAILED, "bind: listener " + listener + " has the binding " + other.get().name()
                    + " already; expected --name " + other.get().name() + " to change it, or 'unbind " + other.get().name() + "' first");
        }
        core.files().bind(name, listener, app, given.words(), drain);
        Optional<Status.Binding> bound = await(admin, name,
                found -> found.filter(each -> is(each, listener, app, given.words())).isPresent());
        if (bound.filter(each -> is(each, listener, app, given.words())).isEmpty()) {
            throw new CommandFailure(CommandFailure.TEMPORARY, "bind: the binding " + name + " is written, and not in force after "
                    + PATIENCE.toSeconds() + " s" + bound.map(Status.Binding::reason).map(reason -> ": " + reason).orElse(""));
        }
        if (given.json()) {
            return Json.of(bound.get());
        }
        Optional<String> reason = admin.status().listeners().stream().filter(each -> isCalled(each.name(), listener))
                .flatMap(each -> Optional.ofNullable(each.reason()).stream()).findFirst();
        return "binding " + name + ": listener " + listener + " is to be served by app " + app + reason.map(why -> "; " + why).orElse("");
    }

    /// Several sockets may share a name: `web`, `web.2`.
    private static boolean isCalled(String socket, String listener) {
        return socket.equals(listener) || socket.matches(Pattern.quote(listener) + "\\.\\d+");
    }

    private static boolean is(Status.Binding binding, String listener, String app, List<String> args) {
        return listener.equals(binding.listener()) && app.equals(binding.app()) && args.equals(binding.args())
                && binding.state().equals("active");
    }

    private String unbind(CommandSession session, Given given) throws CommandFailure, IOException, InterruptedException {
        String wanted = given.argument("NAME");
        Admin admin = core.running();
        List<Status.Binding> bindings = admin.status().bindings();
        Status.Binding binding = bindings.stream().filter(each -> each.name().equals(wanted)).findFirst()
                .or(() -> bindings.stream().filter(each -> wanted.equals(each.listener())).findFirst())
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE,
                        "unbind: there is no binding " + wanted + (bindings.isEmpty()
                                ? ""
                                : "; expected one of " + bindings.stream().map(Status.Binding::name).collect(Collectors.joining(", ")))));
        String name = binding.name();
        if (!core.files().unbind(name)) {
            throw new CommandFailure(CommandFailure.FAILED,
                    "unbind: the binding " + name + " does not come from a file reserve.binding-" + name
                            + ".cfg in " + core.files().path());
        }
        if (await(admin, name, Optional::isEmpty).isPresent()) {
            throw new CommandFailure(CommandFailure.TEMPORARY,
                    "unbind: the file of the binding " + name + " is deleted, and it is still in force after " + PATIENCE.toSeconds()
                            + " s");
        }
        return given.json() ? Json.of(binding) : "binding " + name + " is removed";
    }

    private static Optional<Status.Binding> await(Admin admin, String name, Predicate<Optional<Status.Binding>> wanted)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (;;) {
            Optional<Status.Binding> found = admin.status().bindings().stream().filter(each -> each.name().equals(name)).findFirst();
            if (wanted.test(found) || System.nanoTime() - deadline > 0) {
                return found;
            }
            Thread.sleep(LOOK);
        }
    }
}
