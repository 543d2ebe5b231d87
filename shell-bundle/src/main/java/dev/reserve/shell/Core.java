package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.admin.Reloads;
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

    private static CommandFailure absent() {
        return new CommandFailure(CommandFailure.UNAVAILABLE, "the core of Reserve is not running in this server");
    }
}
