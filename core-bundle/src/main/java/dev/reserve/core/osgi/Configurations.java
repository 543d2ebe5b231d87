package dev.reserve.core.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.core.binding.Arguments;
import dev.reserve.core.binding.Binding;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.deploy.AppPolicy;
import dev.reserve.core.deploy.Deployer;
import dev.reserve.core.deploy.Folder;
import dev.reserve.core.deploy.Settings;
import dev.reserve.core.hosting.ConfigurationKind;
import dev.reserve.core.listener.ListenerPolicy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final ConfigurationStates states;
    private final List<ConfigurationKind<?>> kinds = new CopyOnWriteArrayList<>();
    /// What there is, by the PIDs: a deletion gives no more than the PID.
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /// @param shown the name of the file
    private record Known(String name, String shown) {}

    /// @param dev whether the defaults are those for who writes apps
    Configurations(ConfigurationAdmin admin, Deployer deployer, Folder folder, ConfigurationStates states, boolean dev) {
        this.folder = folder;
        this.admin = admin;
        this.states = states;
        add(new ConfigurationKind<>(Settings.TABLE, (_, keys) -> dev ? Settings.ofDevelopment(keys) : Settings.of(keys),
                (_, settings) -> deployer.configure(settings), _ -> deployer.configure(dev ? Settings.DEVELOPMENT : Settings.DEFAULT)));
        add(new ConfigurationKind<>(Binding.TABLE, Binding::of, (_, binding) -> deployer.bind(binding), deployer::invalidBinding,
                deployer::unbind));
        add(new ConfigurationKind<>(AppPolicy.TABLE, (_, keys) -> dev ? AppPolicy.ofDevelopment(keys) : AppPolicy.of(keys),
                deployer::configure,
                name -> deployer.configure(name, (AppPolicy) null)));
        add(new ConfigurationKind<>(ListenerPolicy.TABLE, (_, keys) -> ListenerPolicy.of(keys), deployer::configure,
                name -> deployer.configure(name, ListenerPolicy.DEFAULT)));
    }

    /// To be called before [#readAll].
    void add(ConfigurationKind<?> kind) {
        kinds.add(kind);
    }

    List<SettingTable> tables() {
        return kinds.stream().<SettingTable>map(ConfigurationKind::table).toList();
    }

    Optional<ConfigurationKind<?>> kind(String pid) {
        return kinds.stream().filter(kind -> kind.table().pid().equals(pid)).findFirst();
    }

    /// Reads all there is.
    void readAll() {
        read(tables().stream().map(table -> "(service.pid=" + table.pid() + ")(service.factoryPid=" + table.pid() + ")")
                .collect(Collectors.joining("", "(|", ")")));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        Optional<ConfigurationKind<?>> kind = kind(event.getFactoryPid(), event.getPid());
        if (kind.isEmpty()) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            read("(service.pid=" + event.getPid() + ")");
        } else if (event.getType() == ConfigurationEvent.CM_DELETED) {
            Known gone = known.remove(event.getPid());
            if (gone != null) {
                removed(gone.shown, () -> kind.get().remove().accept(gone.name));
            }
        }
    }

    /// What is missing because the whole folder is holds on, until the folder is there again.
    void removed(String file, Runnable remove) {
        if (!folder.isGone()) {
            states.gone(file);
            remove.run();
            return;
        }
        Thread.ofVirtual().name("confirm-" + file).start(() -> {
            do {
                LockSupport.parkNanos(FOLDER_GONE.toNanos());
            } while (folder.isGone());
            if (folder.has(file)) {
                return;
            }
            states.gone(file);
            if (!folder.has(file.endsWith(".cfg") ? file.replaceFirst("cfg$", "config") : file.replaceFirst("config$", "cfg"))) {
                remove.run();
            }
        });
    }

    private Optional<ConfigurationKind<?>> kind(@Nullable String factoryPid, String pid) {
        return kind(factoryPid == null ? pid : factoryPid).filter(kind -> kind.table().several() == (factoryPid != null));
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

    private void read(ConfigurationKind<?> kind, Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            return; // created, and not yet filled
        }
        Map<String, Object> own = new TreeMap<>();
        Collections.list(properties.keys()).stream().filter(key -> !isAdded(key)).forEach(key -> own.put(key, line(properties.get(key))));
        Object file = properties.get(ConfigurationFiles.FILE);
        String name = configuration.getFactoryPid() == null ? "" : name(kind.table().pid(), configuration.getPid(), file);
        String shown = file == null ? "configuration " + configuration.getPid() : fileName(file);
        known.put(configuration.getPid(), new Known(name, shown));
        if (shown.endsWith(".config")) {
            states.read(shown, places(folder.lines(shown)));
        }
        try {
            kind.accept(name, new Keys(kind.table(), own));
            states.active(shown);
        } catch (IllegalArgumentException e) {
            kind.invalid().accept(name, states.invalid(shown, String.valueOf(e.getMessage())));
        }
    }

    /// Where the keys of a `.config` file are, which FileInstall has read.
    private static Map<String, Integer> places(List<String> lines) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            places.putIfAbsent(lines.get(i).replaceFirst("=.*", "").strip(), i + 1);
        }
        return places;
    }

    /// Words of an array, as the shell or a `.config` file may give, as one line.
    private static Object line(Object value) {
        return switch (value) {
            case String[] words -> Arguments.quote(List.of(words));
            case Collection<?> words -> Arguments.quote(words.stream().map(String::valueOf).toList());
            default -> value;
        };
    }

    private static String fileName(Object file) {
        String text = URLDecoder.decode(file.toString().replace("+", "%2B"), UTF_8);
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /// Keys that Configuration Admin and FileInstall add to those of the file.
    private static boolean isAdded(String key) {
        return key.startsWith("service.") || key.startsWith("felix.fileinstall.") || key.startsWith(":") || key.startsWith(".");
    }

    /// `web` of the file `reserve.binding-web.cfg`, or of the PID `reserve.binding~web`.
    private static String name(String factory, String pid, @Nullable Object file) {
        String base = (file == null ? pid : fileName(file)).replaceFirst("\\.(cfg|config)$", "");
        return base.replaceFirst("^" + factory.replace(".", "\\.") + "[-~.]", "");
    }
}
