package dev.reserve.core.osgi;

import dev.reserve.core.binding.Binding;
import dev.reserve.core.deploy.AppPolicy;
import dev.reserve.core.deploy.Deployer;
import dev.reserve.core.deploy.Folder;
import dev.reserve.core.deploy.Settings;
import dev.reserve.core.hosting.ConfigurationKind;
import dev.reserve.core.listener.ListenerPolicy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/// Tells the deployer what Configuration Admin holds: `reserve.cfg`, and the files `reserve.binding-NAME.cfg`, `reserve.app-NAME.cfg` and
/// `reserve.listener-NAME.cfg`.
///
/// It listens synchronously instead of being a managed service, so that after the framework's start it can tell that it has seen everything.
final class Configurations implements SynchronousConfigurationListener {

    private static final Logger LOG = System.getLogger("reserve.configuration");

    /// How often to look whether a deploy folder that is gone is there again.
    private static final Duration FOLDER_GONE = Duration.ofSeconds(1);

    private final ConfigurationAdmin admin;
    private final Folder folder;
    private final List<ConfigurationKind> kinds = new CopyOnWriteArrayList<>();
    /// The names by their PIDs: a deletion gives no more than the PID.
    private final Map<String, String> names = new ConcurrentHashMap<>();

    Configurations(ConfigurationAdmin admin, Deployer deployer, Folder folder) {
        this.folder = folder;
        this.admin = admin;
        this.kinds.addAll(List.of(
                new ConfigurationKind("reserve", (_, keys) -> deployer.configure(Settings.of(keys)), Configurations::lastGoodHolds,
                        _ -> deployer.configure(Settings.DEFAULT)),
                new ConfigurationKind("reserve.binding", (name, keys) -> deployer.bind(Binding.of(name, keys)),
                        (file, reason) -> deployer.invalidBinding(file.replaceFirst("^reserve\\.binding-(.*)\\.cfg$", "$1"),
                                file + ": " + reason),
                        deployer::unbind),
                new ConfigurationKind("reserve.app", (name, keys) -> deployer.configure(name, AppPolicy.of(keys, AppPolicy.DEFAULT)),
                        Configurations::lastGoodHolds, name -> deployer.configure(name, (AppPolicy) null)),
                new ConfigurationKind("reserve.listener", (name, keys) -> deployer.configure(name, ListenerPolicy.of(keys)),
                        Configurations::lastGoodHolds,
                        name -> deployer.configure(name, ListenerPolicy.DEFAULT))));
    }

    /// To be called before [#readAll].
    void add(ConfigurationKind kind) {
        kinds.add(kind);
    }

    private static void lastGoodHolds(String file, String reason) {
        LOG.log(Level.WARNING, "{0}: {1}; the last good configuration holds", file, reason);
    }

    /// Reads all there is.
    void readAll() {
        read(kinds.stream().map(kind -> "(service.pid=" + kind.pid() + ")(service.factoryPid=" + kind.pid() + ")")
                .collect(Collectors.joining("", "(|", ")")));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        Optional<ConfigurationKind> kind = kind(event.getFactoryPid(), event.getPid());
        if (kind.isEmpty()) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            read("(service.pid=" + event.getPid() + ")");
        } else if (event.getType() == ConfigurationEvent.CM_DELETED) {
            String name = names.remove(event.getPid());
            if (name != null) {
                removed(kind.get(), name);
            }
        }
    }

    /// What is missing because the whole folder is holds on, until the folder is there again.
    private void removed(ConfigurationKind kind, String name) {
        if (!folder.isGone()) {
            kind.remove().accept(name);
            return;
        }
        Thread.ofVirtual().name("confirm-" + kind.file(name)).start(() -> {
            do {
                LockSupport.parkNanos(FOLDER_GONE.toNanos());
            } while (folder.isGone());
            String file = kind.file(name);
            if (!folder.has(file) && !folder.has(file.replaceFirst("cfg$", "config"))) {
                kind.remove().accept(name);
            }
        });
    }

    private Optional<ConfigurationKind> kind(@Nullable String factoryPid, String pid) {
        return kinds.stream().filter(kind -> kind.pid().equals(factoryPid == null ? pid : factoryPid)).findFirst();
    }

    private void read(String filter) {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                kind(configuration.getFactoryPid(), configuration.getPid()).ifPresent(kind -> read(kind, configuration));
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.log(Level.ERROR, "cannot read the configuration " + filter, e);
        }
    }

    private void read(ConfigurationKind kind, Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            return; // created, and not yet filled
        }
        Map<String, Object> own = new HashMap<>();
        Collections.list(properties.keys()).stream().filter(key -> !isAdded(key)).forEach(key -> own.put(key, properties.get(key)));
        String name = configuration.getFactoryPid() == null
                ? ""
                : name(kind.pid(), configuration.getPid(), properties.get("felix.fileinstall.filename"));
        names.put(configuration.getPid(), name);
        try {
            kind.apply().accept(name, own);
        } catch (IllegalArgumentException e) {
            kind.invalid().accept(kind.file(name), e.getMessage());
        }
    }

    /// Keys that Configuration Admin and FileInstall add to those of the file.
    private static boolean isAdded(String key) {
        return key.startsWith("service.") || key.startsWith("felix.fileinstall.") || key.startsWith(":") || key.startsWith(".");
    }

    /// `web` of the file `reserve.binding-web.cfg`, or of the PID `reserve.binding~web`.
    private static String name(String factory, String pid, @Nullable Object file) {
        String text = file == null ? pid : file.toString();
        String base = text.substring(text.lastIndexOf('/') + 1).replaceFirst("\\.(cfg|config)$", "");
        return base.replaceFirst("^" + factory.replace(".", "\\.") + "[-~.]", "");
    }
}
