package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.admin.Reloads;
import dev.reserve.log.Logs;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/// Registers the commands and opens the admin socket. The core and Gogo may come and go meanwhile.
public final class Activator implements BundleActivator {

    private static final Logger LOG = System.getLogger("reserve.admin");
    /// Framework property: the directory in which the server keeps what it writes.
    private static final String DATA = "reserve.data";

    private @Nullable AdminSocket socket;

    @Override
    public void start(BundleContext context) {
        ServiceTracker<Admin, Admin> admin = tracker(context, Admin.class);
        ServiceTracker<CommandProcessor, CommandProcessor> gogo = tracker(context, CommandProcessor.class);
        register(context, admin);
        context.registerService(Converter.class, new BundleConverter(context), null);
        JLineCommands.register(context, () -> Optional.ofNullable(gogo.getService()));
        String data = context.getProperty(DATA);
        InteractiveShell shell = new InteractiveShell(Optional.ofNullable(data).map(each -> Path.of(each, "admin", "history")),
                new CommandArguments(() -> Optional.ofNullable(admin.getService()), () -> bundles(context)),
                "Reserve " + context.getProperty("reserve.version") + ": help lists the commands, exit or Ctrl-D leaves");
        socket = open(data, new GogoRunner(() -> Optional.ofNullable(gogo.getService()), shell));
    }

    private static List<String> bundles(BundleContext context) {
        return Stream.of(context.getBundles()).map(bundle -> String.valueOf(bundle.getSymbolicName())).distinct().toList();
    }

    private static void register(BundleContext context, ServiceTracker<Admin, Admin> admin) {
        ServiceTracker<DeployFolder, DeployFolder> folder = tracker(context, DeployFolder.class);
        ServiceTracker<Reloads, Reloads> reloads = tracker(context, Reloads.class);
        ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> configurations = tracker(context, ConfigurationAdmin.class);
        Core core = new Core(() -> Optional.ofNullable(admin.getService()), () -> Optional.ofNullable(folder.getService()),
                () -> List.of(reloads.getServices(new Reloads[0])));
        ServiceTracker<Logs, Logs> logs = tracker(context, Logs.class);
        String given = context.getProperty(DATA);
        Path data = Path.of(given == null ? "." : given);
        AuditLog log = new AuditLog(data.resolve("audit.log"));
        ReserveCommands commands = ReserveCommands.of(core, log, new Logging(() -> Optional.ofNullable(logs.getService()), core::known),
                new Ending(() -> context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop()),
                new Diagnosing(core, new History(core, log), data, context).commands(),
                new Configured(() -> Optional.ofNullable(configurations.getService())), new Descriptions(context)::of);
        commands.all().forEach(
                command -> context.registerService(Command.class, command, FrameworkUtil.asDictionary(command.properties())));
        new Guards(context).register();
        context.registerService(CommandSessionListener.class, new Audit(log, commands::shows), null);
    }

    private static <S> ServiceTracker<S, S> tracker(BundleContext context, Class<S> type) {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        return tracker;
    }

    /// The server serves without the socket, too: what stands in its way is logged.
    private static @Nullable AdminSocket open(@Nullable String data, LineRunner runner) {
        if (data == null) {
            LOG.log(Level.WARNING, "no admin socket: the framework property " + DATA + " is not set");
            return null;
        }
        Path path = Path.of(data, "admin", "admin.sock");
        if (!AdminSocket.fits(path)) {
            LOG.log(Level.WARNING,
                    "no admin socket, and reservectl does not reach this server: the path {0} has {1} bytes, and that of a Unix socket has at "
                            + "most {2}; give a shorter directory with --data or RESERVE_DATA",
                    path, AdminSocket.length(path), AdminSocket.MAX_PATH_BYTES);
            return null;
        }
        try {
            return AdminSocket.open(path, runner);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "no admin socket, and reservectl does not reach this server", e);
            return null;
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        AdminSocket open = socket;
        if (open != null) {
            Bundle shell = context.getBundle();
            boolean alone = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.ACTIVE;
            open.close(alone
                    ? "bundle " + shell.getBundleId() + " (" + shell.getSymbolicName() + ") is stopped, which is the shell itself; "
                            + "reservectl does not reach this server until it is started anew"
                    : "the server is stopping");
            socket = null;
        }
    }
}
