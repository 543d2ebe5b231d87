package dev.reserve.core.osgi;

import dev.reserve.core.admin.Status;
import dev.reserve.core.deploy.Deployer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// How things stand with each configuration file: tells the log once, and the status. Thread-safe.
final class ConfigurationStates {

    private static final Logger LOG = System.getLogger("reserve.configuration");

    private final Deployer deployer;
    private final Map<String, String> reasons = new HashMap<>();
    /// Those that something of is in force.
    private final Set<String> held = new HashSet<>();

    ConfigurationStates(Deployer deployer) {
        this.deployer = deployer;
    }

    synchronized void active(String file) {
        if (reasons.remove(file) != null) {
            LOG.log(Level.INFO, "{0} is good again", file);
        }
        held.add(file);
        deployer.note(new Status.Configuration(file, "active", null));
    }

    /// @param reason begins with the line, if that is known
    /// @return the reason, with the file
    synchronized String invalid(String file, String reason) {
        String full = file + (reason.startsWith("line ") ? ", " : ": ") + reason;
        if (!reason.equals(reasons.put(file, reason))) {
            LOG.log(Level.WARNING, "{0}; {1}", full,
                    held.contains(file) ? "the last good configuration holds" : "nothing of it holds");
        }
        deployer.note(new Status.Configuration(file, "invalid", reason));
        return full;
    }

    synchronized void unknown(String file, String reason) {
        if (!reason.equals(reasons.put(file, reason))) {
            LOG.log(Level.WARNING, "{0}: {1}", file, reason);
        }
        deployer.note(new Status.Configuration(file, "unknown", reason));
    }

    synchronized void gone(String file) {
        reasons.remove(file);
        held.remove(file);
        deployer.forgetConfiguration(file);
    }
}
