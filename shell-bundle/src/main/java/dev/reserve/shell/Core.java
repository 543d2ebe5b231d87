package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.admin.Reloads;
import dev.reserve.core.admin.Status;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The core of the server, which may come and go while the shell is there.
///
/// @param reloads those who have processes to replace
record Core(Supplier<Optional<Admin>> admin, Supplier<Optional<DeployFolder>> folder, Supplier<List<Reloads>> reloads) {

    /// @throws CommandFailure if it does not run
    Admin running() throws CommandFailure {
        return admin.get().orElseThrow(Core::absent);
    }

    /// @throws CommandFailure if it does not run
    DeployFolder files() throws CommandFailure {
        return folder.get().orElseThrow(Core::absent);
    }

    /// For what is about an app by its name.
    ///
    /// @throws CommandFailure if nothing that is deployed offers it, and no version of it is there
    void known(String app) throws CommandFailure {
        List<String> apps = AppView.of(running().status()).stream().map(AppView::name).toList();
        if (!apps.contains(app)) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE,
                    "there is no app " + app + (apps.isEmpty() ? "" : "; expected one of " + String.join(", ", apps)));
        }
    }

    /// For what is about a listener by its name.
    ///
    /// @throws CommandFailure if there is none
    void listening(String listener) throws CommandFailure {
        List<String> listeners = running().status().listeners().stream().map(Status.Listener::name).toList();
        if (!listeners.contains(listener)) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE,
                    "there is no listener " + listener + (listeners.isEmpty() ? "" : "; expected one of " + String.join(", ", listeners)));
        }
    }

    private static CommandFailure absent() {
        return new CommandFailure(CommandFailure.UNAVAILABLE, "the core of Reserve is not running in this server");
    }
}
