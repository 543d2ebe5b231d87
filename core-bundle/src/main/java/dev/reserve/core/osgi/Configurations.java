package dev.reserve.core.osgi;

import dev.reserve.core.binding.Binding;
import dev.reserve.core.deploy.AppPolicy;
import dev.reserve.core.deploy.Deployer;
import dev.reserve.core.deploy.Settings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/// Tells the deployer what Configuration Admin holds: bindings (`reserve.binding-NAME.cfg`), policies of apps
/// (`reserve.app-NAME.cfg`) and settings (`reserve.cfg`).
///
/// It listens synchronously instead of being a managed service, so that after the framework's start it can tell that it has seen everything.
final class Configurations implements SynchronousConfigurationListener {

    private static final String SETTINGS = "reserve";
    private static final String APP = "reserve.app";
    private static final String BINDING = "reserve.binding";
    private static final Logger LOG = System.getLogger("reserve.configuration");

    private final ConfigurationAdmin admin;
    private final Deployer deployer;
    /// The names of bindings and apps by their PIDs: a deletion gives no more than the PID.
    private final Map<String, String> names = new ConcurrentHashMap<>();

    Configurations(ConfigurationAdmin admin, Deployer deployer) {
        this.admin = admin;
        this.deployer = deployer;
    }

    /// Reads all there is.
    void readAll() {
        read("(|(service.pid=" + SETTINGS + ")(service.factoryPid=" + APP + ")(service.factoryPid=" + BINDING + "))");
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        boolean binding = BINDING.equals(event.getFactoryPid());
        boolean app = APP.equals(event.getFactoryPid());
        if (!binding && !app && !SETTINGS.equals(event.getPid())) {
            return;
        }
        if (event.getType() == ConfigurationEvent.CM_UPDATED) {
            read("(service.pid=" + event.getPid() + ")");
        } else if (event.getType() == ConfigurationEvent.CM_DELETED && (binding || app)) {
            String name = names.remove(event.getPid());
            if (name != null && binding) {
                deployer.unbind(name);
            } else if (name != null) {
                deployer.configure(name, null);
            }
        } else if (event.getType() == ConfigurationEvent.CM_DELETED) {
            deployer.configure(Settings.DEFAULT);
        }
    }

    private void read(String filter) {
        try {
            Configuration[] found = admin.listConfigurations(filter);
            for (Configuration configuration : found == null ? new Configuration[0] : found) {
                read(configuration);
            }
        } catch (IOException | InvalidSyntaxException e) {
            LOG.log(Level.ERROR, "cannot read the configuration " + filter, e);
        }
    }

    private void read(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            return; // created, and not yet filled
        }
        Map<String, Object> own = new HashMap<>();
        Collections.list(properties.keys()).stream().filter(key -> !isAdded(key)).forEach(key -> own.put(key, properties.get(key)));
        if (APP.equals(configuration.getFactoryPid())) {
            String app = name(APP, configuration.getPid(), properties.get("felix.fileinstall.filename"));
            names.put(configuration.getPid(), app);
            try {
                deployer.configure(app, AppPolicy.of(own, AppPolicy.DEFAULT));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "reserve.app-{0}.cfg: {1}; the last good policy holds", app, e.getMessage());
            }
        } else if (BINDING.equals(configuration.getFactoryPid())) {
            String name = name(BINDING, configuration.getPid(), properties.get("felix.fileinstall.filename"));
            names.put(configuration.getPid(), name);
            try {
                deployer.bind(Binding.of(name, own));
            } catch (IllegalArgumentException e) {
                deployer.invalidBinding(name, "reserve.binding-" + name + ".cfg: " + e.getMessage());
            }
        } else {
            try {
                deployer.configure(Settings.of(own));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.WARNING, "reserve.cfg: {0}; the last good settings hold", e.getMessage());
            }
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
