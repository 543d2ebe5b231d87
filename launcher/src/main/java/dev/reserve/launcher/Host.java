package dev.reserve.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.core.binding.Arguments;
import dev.reserve.log.osgi.LogServices;
import dev.reserve.log.output.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/// The OSGi framework with the distribution's bundles in it. A directory below `bundles/` is a start level.
final class Host {
    private static final System.Logger LOG = System.getLogger(Host.class.getName());

    // Nothing that is hidden, being copied or a backup: FileInstall would take it for an artifact.
    private static final String ARTIFACT = "(?!\\.).*(?<!\\.part|\\.tmp|~)";

    /// How many seconds an app's bundle may take to stop when all else has.
    private static final int PATIENCE = 10;

    private final Framework framework;
    private final List<Bundle> installed;
    private final FolderWatch folder;

    private Host(Framework framework, List<Bundle> installed, FolderWatch folder) {
        this.framework = framework;
        this.installed = installed;
        this.folder = folder;
    }

    /// Boots the framework. When this returns, every bundle is active.
    ///
    /// @param logging to which bundles log by the OSGi Log Service
    static Host boot(Path home, ReserveOptions options, List<Listener> listeners, Logging logging) throws Exit {
        try {
            SortedMap<Integer, List<Path>> bundles = bundles(home.resolve("bundles"));
            Framework framework = new FrameworkFactory().newFramework(properties(home, options, bundles.lastKey()));
            framework.init(event -> log(event));
            BundleContext context = framework.getBundleContext();
            context.addFrameworkListener(Host::log);
            LogServices.register(context, logging, logging);
            register(context, listeners);
            List<Bundle> installed = install(context, bundles);
            framework.start();
            requireActive(installed);
            return new Host(framework, installed, FolderWatch.of(installed, options.deploy()));
        } catch (BundleException | IOException e) {
            throw new Exit(Exit.INTERNAL, "the framework does not start: " + e, e);
        }
    }

    private static Map<String, String> properties(Path home, ReserveOptions options, int lastLevel) throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, options.data().resolve("felix").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // Two versions of an app may have one symbolic name and one version.
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, systemPackages());
        // A recording of the Flight Recorder gives each class of an event code that names a class of this package, which no bundle can import.
        properties.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.event");
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(lastLevel));
        properties.put("felix.log.level", "1");
        // There is little to resolve at a time: starting threads for it takes longer.
        properties.put("felix.resolver.parallelism", "1");
        // The files in the deploy folder are the configuration, and are read at each start: a copy on a disk that is full would only be in the way.
        properties.put("felix.cm.pm", "memory");
        properties.put("felix.fileinstall.dir", options.deploy().toString());
        properties.put("felix.fileinstall.tmpdir", options.data().resolve("fileinstall").toString());
        properties.put("felix.fileinstall.filter", ARTIFACT);
        // For what the kernel does not tell of: see FolderWatch.
        properties.put("felix.fileinstall.poll", "500");
        // The core looks at folders itself: this would follow every link in them.
        properties.put("felix.fileinstall.subdir.mode", "skip");
        // A watch is of a directory's inode: it does not see another one that is moved, linked or mounted in its place.
        properties.put("felix.fileinstall.disableNio2", "true");
        // Otherwise it sleeps before the first scan, and at the end until it has slept.
        properties.put("felix.fileinstall.noInitialDelay", "true");
        properties.put("felix.fileinstall.enableConfigSave", "false");
        properties.put("felix.fileinstall.log.level", "2");
        properties.put("reserve.version", Product.version());
        properties.put("reserve.home", home.toString());
        properties.put("reserve.apps", home.resolve("apps").toString());
        properties.put("reserve.deploy", options.deploy().toString());
        properties.put("reserve.data", options.data().toString());
        properties.put("reserve.dev", Boolean.toString(options.dev()));
        String app = options.app();
        if (app != null) {
            properties.put("reserve.app", app);
            properties.put("reserve.args", Arguments.quote(options.args()));
        }
        return properties;
    }

    /// Packages of the launcher's class path that bundles may import. Their classes are loaded when the first bundle asks for them.
    private static String systemPackages() throws IOException {
        try (InputStream packages = Objects.requireNonNull(Host.class.getResourceAsStream("system-packages"), "system-packages")) {
            return new String(packages.readAllBytes(), UTF_8).strip();
        }
    }

    private static SortedMap<Integer, List<Path>> bundles(Path directory) throws IOException, Exit {
        SortedMap<Integer, List<Path>> bundles = new TreeMap<>();
        try (DirectoryStream<Path> levels = Files.newDirectoryStream(directory, "[0-9]*")) {
            for (Path level : levels) {
                List<Path> jars = new ArrayList<>();
                try (DirectoryStream<Path> files = Files.newDirectoryStream(level, "*.jar")) {
                    files.forEach(jars::add);
                }
                jars.sort(null);
                bundles.put(Integer.valueOf(level.getFileName().toString()), jars);
            }
        }
        if (bundles.isEmpty()) {
            throw new Exit(Exit.INTERNAL, directory + " is empty; expected the distribution's bundles there");
        }
        return bundles;
    }

    private static void register(BundleContext context, List<Listener> listeners) {
        for (int i = 0; i < listeners.size(); i++) {
            Listener listener = listeners.get(i);
            Map<String, Object> properties = Map.of("reserve.listener", listener.name(), "reserve.listener.fdname", listener.fdName(),
                    "reserve.listener.order", i);
            context.registerService(ServerSocketChannel.class, listener.channel(), FrameworkUtil.asDictionary(properties));
        }
    }

    private static List<Bundle> install(BundleContext context, SortedMap<Integer, List<Path>> bundles) throws BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Map.Entry<Integer, List<Path>> level : bundles.entrySet()) {
            for (Path jar : level.getValue()) {
                // By reference: read where it lies, not copied into the cache.
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(level.getKey());
                installed.add(bundle);
            }
        }
        // All at once, which takes less than one after another as they start. What does not resolve says why when it is started.
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class).resolveBundles(installed);
        for (Bundle bundle : installed) {
            if (!isFragment(bundle)) {
                bundle.start();
            }
        }
        return installed;
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    private static void requireActive(List<Bundle> installed) throws Exit {
        List<String> idle = new ArrayList<>();
        for (Bundle bundle : installed) {
            boolean lazy = bundle.getState() == Bundle.STARTING;
            if (bundle.getState() != Bundle.ACTIVE && !lazy && !isFragment(bundle)) {
                idle.add(String.valueOf(bundle.getSymbolicName()));
            }
        }
        if (!idle.isEmpty()) {
            throw new Exit(Exit.INTERNAL, "bundles of the distribution did not start: " + String.join(", ", idle));
        }
    }

    private static void log(FrameworkEvent event) {
        if ((event.getType() & (FrameworkEvent.ERROR | FrameworkEvent.WARNING)) != 0) {
            System.Logger.Level level = event.getType() == FrameworkEvent.ERROR ? System.Logger.Level.ERROR : System.Logger.Level.WARNING;
            LOG.log(level, String.valueOf(event.getBundle().getSymbolicName()), event.getThrowable());
        }
    }

    /// Gives the bundles a service of the launcher's.
    <S> void offer(Class<S> type, S service) {
        framework.getBundleContext().registerService(type, service, null);
    }

    /// Tells the bundles of a signal: those that have registered a [Runnable] with the property `reserve.signal` and its name.
    void signal(String name) {
        BundleContext context = framework.getBundleContext();
        try {
            for (ServiceReference<Runnable> reference : context.getServiceReferences(Runnable.class, "(reserve.signal=" + name + ")")) {
                Runnable action = context.getService(reference);
                if (action != null) {
                    action.run();
                    context.ungetService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /// The services of a type of the platform that tell how the server is: those with the property `reserve.health` and this value.
    <S> List<S> health(Class<S> type, String what) {
        List<S> services = new ArrayList<>();
        try {
            BundleContext context = framework.getBundleContext();
            if (context != null) {
                for (ServiceReference<S> reference : context.getServiceReferences(type, "(reserve.health=" + what + ")")) {
                    S service = context.getService(reference);
                    if (service != null) {
                        services.add(service);
                    }
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(what, e);
        } catch (IllegalStateException _) { // it has just stopped
        }
        return services;
    }

    boolean stops() {
        return (framework.getState() & (Bundle.STARTING | Bundle.ACTIVE)) == 0;
    }

    /// Begins to stop: the bundles, and with them what they serve, from the highest start level down.
    void stop() {
        try {
            framework.stop();
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.ERROR, "the framework does not stop", e);
        }
    }

    /// Waits until the framework has stopped. Once the distribution's bundles have, and with them all that serves, no app holds it up for long.
    ///
    /// @param meanwhile called about once a second
    void waitForStop(Runnable meanwhile) throws InterruptedException {
        int patience = PATIENCE;
        while (true) {
            try {
                if (framework.waitForStop(1000).getType() != FrameworkEvent.WAIT_TIMEDOUT) {
                    return;
                }
                boolean served = installed.stream().anyMatch(bundle -> (bundle.getState() & (Bundle.ACTIVE | Bundle.STOPPING)) != 0);
                if (!served && --patience <= 0) {
                    LOG.log(System.Logger.Level.WARNING, "the bundle of an app has not stopped within {0} s and is left to itself",
                            PATIENCE);
                    return;
                }
                meanwhile.run();
                if (framework.getState() == Bundle.ACTIVE) {
                    folder.look();
                }
            } catch (Error _) { // an app has filled the heap: no reason to close the listeners, which is what comes after this
            }
        }
    }
}
