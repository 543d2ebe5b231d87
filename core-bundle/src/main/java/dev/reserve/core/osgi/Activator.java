package dev.reserve.core.osgi;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.binding.Arguments;
import dev.reserve.core.deploy.Deployer;
import dev.reserve.core.deploy.Folder;
import dev.reserve.core.deploy.Settings;
import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.ConfigurationKind;
import dev.reserve.core.hosting.Host;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Listener;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;

/// Starts the core in an OSGi framework, and wires it to what it finds there.
///
/// The launcher has left the listening sockets as services of type [ServerSocketChannel], and the rest of the command line as framework properties.
public final class Activator implements BundleActivator {

    /// FileInstall asks installers by their ranking; its own, for configuration files too, has 0.
    private static final int BEFORE_FILE_INSTALL = 100;

    private @Nullable BundleModules modules;
    private @Nullable Deployer deployer;
    private @Nullable Journal journal;
    private @Nullable LeakWatch leaks;
    private @Nullable EventPublisher events;
    private final ScheduledExecutorService scheduler = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().name("leak-watch").daemon().factory());

    @Override
    public void start(BundleContext context) throws IOException, InvalidSyntaxException {
        BundleModules bundles = new BundleModules(context);
        Path data = Path.of(required(context, "reserve.data"));
        Journal opened = Journal.open(data.resolve("journal"));
        journal = opened;
        EventPublisher publisher = new EventPublisher(context);
        events = publisher;
        LeakWatch watch = new LeakWatch(scheduler, LeakWatch.Timing.DEFAULT, List.of());
        leaks = watch;
        Folder folder = new Folder(Path.of(required(context, "reserve.deploy")));
        Deployer started = new Deployer(required(context, "reserve.version"), bundles, Path.of(required(context, "reserve.apps")), folder,
                data.resolve("store"), opened, watch, publisher);
        modules = bundles;
        deployer = started;
        bundles.open(started::changed);
        HealthServices.register(context, started, addListeners(context, started));
        String app = context.getProperty("reserve.app");
        if (app != null) {
            String args = context.getProperty("reserve.args");
            started.bindOthers(app, Arguments.parse(args == null ? "" : args));
        }
        boolean dev = Boolean.parseBoolean(context.getProperty("reserve.dev"));
        if (dev) {
            started.configure(Settings.DEVELOPMENT);
        }
        ConfigurationAdmin admin = service(context, ConfigurationAdmin.class);
        ConfigurationStates states = new ConfigurationStates(started);
        Configurations configurations = new Configurations(admin, started, folder, states, dev);
        ConfigurationFiles files = new ConfigurationFiles(admin, configurations, states,
                name -> name.startsWith("env:") ? System.getenv(name.substring("env:".length())) : context.getProperty(name));
        context.registerService(SynchronousConfigurationListener.class, configurations, null);
        context.registerService(Host.class, host(started, configurations), null);
        context.registerService(ArtifactInstaller.class, new FolderInstaller(started), null);
        context.registerService(ArtifactInstaller.class, files,
                FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, BEFORE_FILE_INSTALL)));
        context.registerService(Admin.class, started, null);
        context.registerService(DeployFolder.class, started.files(), null);
        context.addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.STARTED) { // FileInstall has had its first look at the deploy folder
                files.open();
                configurations.readAll();
                started.started();
            }
        });
        context.addBundleListener((SynchronousBundleListener) event -> {
            if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
                started.close(); // while the shell is still there to look at it
            }
        });
    }

    private static Host host(Deployer deployer, Configurations configurations) {
        return new Host() {
            @Override
            public void add(Hosting<?> hosting) {
                deployer.add(hosting);
            }

            @Override
            public void add(ArtifactKind kind) {
                deployer.add(kind);
            }

            @Override
            public void configure(ConfigurationKind<?> kind) {
                configurations.add(kind);
            }

            @Override
            public void changed() {
                deployer.changed();
            }
        };
    }

    private static List<Listener> addListeners(BundleContext context, Deployer deployer) throws IOException, InvalidSyntaxException {
        List<Listener> listeners = new ArrayList<>();
        Collection<ServiceReference<ServerSocketChannel>> sockets = context.getServiceReferences(ServerSocketChannel.class,
                "(reserve.listener=*)");
        for (ServiceReference<ServerSocketChannel> socket : sockets.stream().sorted(Comparator.comparingInt(Activator::order)).toList()) {
            String name = String.valueOf(socket.getProperty("reserve.listener"));
            Object fdName = socket.getProperty("reserve.listener.fdname");
            Listener listener = Listener.open(name, context.getService(socket));
            deployer.add(listener, fdName == null ? name : fdName.toString());
            listeners.add(listener);
        }
        return listeners;
    }

    private static int order(ServiceReference<?> socket) {
        return socket.getProperty("reserve.listener.order") instanceof Integer order ? order : Integer.MAX_VALUE;
    }

    private static <S> S service(BundleContext context, Class<S> type) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            throw new IllegalStateException("the core needs a service " + type.getName() + ", started before it");
        }
        return context.getService(reference);
    }

    private static String required(BundleContext context, String property) {
        String value = context.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the framework property " + property + " is not set");
        }
        return value;
    }

    @Override
    public void stop(BundleContext context) {
        if (deployer != null) {
            deployer.close();
        }
        if (leaks != null) {
            leaks.close();
        }
        scheduler.shutdownNow();
        if (events != null) {
            events.close();
        }
        if (journal != null) {
            journal.close();
        }
        if (modules != null) {
            modules.close();
        }
    }
}
