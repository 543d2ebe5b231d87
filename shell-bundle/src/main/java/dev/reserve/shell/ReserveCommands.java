package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/// The Gogo commands of the scope `reserve`. They return their text instead of printing it, so that it goes wherever the command line sends it.
public final class ReserveCommands {

    static final String SCOPE = "reserve";
    static final String[] FUNCTIONS = {"status"};

    private final Supplier<Optional<Admin>> admin;

    ReserveCommands(Supplier<Optional<Admin>> admin) {
        this.admin = admin;
    }

    /// @throws CommandFailure if the core does not run
    @Descriptor("shows listeners, apps and their versions, artifacts and bindings")
    public String status(
            @Descriptor("as one JSON document") @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json)
            throws CommandFailure {
        Status status = running().status();
        return json ? StatusJson.of(status) : StatusText.of(status);
    }

    private Admin running() throws CommandFailure {
        return admin.get()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "the core of Reserve is not running in this server"));
    }
}
