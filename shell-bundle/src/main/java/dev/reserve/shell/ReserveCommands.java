package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Reloads;
import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/// The Gogo commands of the scope `reserve`. They return their text instead of printing it, so that it goes wherever the command line sends it.
public final class ReserveCommands {

    static final String SCOPE = "reserve";
    static final String[] FUNCTIONS = {"canary", "drain", "leaks", "promote", "reload", "rollback", "status", "versions"};

    private final Supplier<Optional<Admin>> admin;
    private final Supplier<List<Reloads>> reloads;

    /// @param reloads those who have processes to replace
    ReserveCommands(Supplier<Optional<Admin>> admin, Supplier<List<Reloads>> reloads) {
        this.admin = admin;
        this.reloads = reloads;
    }

    /// @throws CommandFailure if the core does not run
    @Descriptor("shows listeners, apps and their versions, artifacts and bindings")
    public String status(
            @Descriptor("as one JSON document") @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json)
            throws CommandFailure {
        Status status = running().status();
        return json ? StatusJson.of(status) : StatusText.of(status);
    }

    /// @throws CommandFailure if there is no such app
    @Descriptor("shows the versions of an app, the newest first")
    public String versions(
            @Descriptor("as one JSON document") @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json,
            @Descriptor("the name of the app") String app) throws CommandFailure {
        Status.App found = running().status().apps().stream().filter(each -> each.name().equals(app)).findFirst()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "no version of an app " + app + " has been launched"));
        return json ? StatusJson.of(found) : StatusText.of(found);
    }

    /// @throws CommandFailure if there is nothing to go back to
    @Descriptor("goes back to the version before the one on probation, or ends the canary; what is rolled back is not tried again")
    public void rollback(@Descriptor("the name of the app") String app) throws CommandFailure {
        if (!running().rollBack(app)) {
            throw new CommandFailure(CommandFailure.FAILED,
                    "app " + app + " has no version on probation and no canary: there is nothing to go back to");
        }
    }

    /// @throws CommandFailure if there is no canary
    @Descriptor("makes the canary of an app its current version")
    public void promote(@Descriptor("the name of the app") String app) throws CommandFailure {
        if (!running().promote(app)) {
            throw new CommandFailure(CommandFailure.FAILED, "app " + app + " has no canary");
        }
    }

    /// @throws CommandFailure if the share is out of range
    @Descriptor("gives new versions of an app a share of its connections, until they are promoted")
    public void canary(@Descriptor("the name of the app") String app,
            @Descriptor("the share in percent, 0 to 99; 0 for no more canaries") int percent)
            throws CommandFailure {
        if (percent < 0 || percent > 99) {
            throw new CommandFailure(CommandFailure.USAGE, "a share of " + percent + " percent; expected 0 to 99");
        }
        running().canary(app, percent);
    }

    @Descriptor("stops giving connections to an app: what is open finishes, what comes waits in the backlog")
    public void drain(
            @Descriptor("gives it connections again") @Parameter(names = "--off", presentValue = "true", absentValue = "false") boolean off,
            @Descriptor("the name of the app") String app) throws CommandFailure {
        running().drain(app, !off);
    }

    /// @throws CommandFailure if nobody has processes of such an app, or a new one does not come to serve
    @Descriptor("replaces the processes of an app one by one by new ones that read the app anew; each finishes the requests that it has")
    public String reload(@Descriptor("what wsgi serves, as it was named there; or wsgi, for all of them") String app)
            throws CommandFailure, InterruptedException {
        int replaced = 0;
        for (Reloads each : reloads.get()) {
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
        return replaced == 1 ? "1 worker replaced" : replaced + " workers replaced";
    }

    /// @throws CommandFailure if the core does not run
    @Descriptor("shows versions that have ended and are still in memory, and what holds them")
    public String leaks(
            @Descriptor("as one JSON document") @Parameter(names = "--json", presentValue = "true", absentValue = "false") boolean json,
            @Descriptor("the number of a leak to explain by way of a heap dump, during which all threads stand still") @Parameter(names = "--explain", absentValue = "0") int explain)
            throws CommandFailure, IOException {
        if (explain > 0) {
            List<String> way = running().explainLeak(explain);
            return way.isEmpty() ? "leak " + explain + " has gone, or there was none" : String.join("\n", way);
        }
        List<Status.Leak> leaks = running().leaks();
        return json ? StatusJson.of(leaks) : StatusText.of(leaks);
    }

    private Admin running() throws CommandFailure {
        return admin.get()
                .orElseThrow(() -> new CommandFailure(CommandFailure.UNAVAILABLE, "the core of Reserve is not running in this server"));
    }
}
