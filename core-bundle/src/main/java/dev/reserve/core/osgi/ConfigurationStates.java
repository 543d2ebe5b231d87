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
    private final Map<String, Map<String, Integer>> lines = new HashMap<>();
    /// Those that something of is in force.
    private final Set<String> held = new HashSet<>();

    ConfigurationStates(Deployer deployer) {
        this.deployer = deployer;
    }

    /// Tells where the keys of a file are that is about to be put in force.
    synchronized void read(String file, Map<String, Integer> places) {
        lines.put(file, Map.copyOf(places));
    }

    synchronized void active(String file) {
        if (reasons.remove(file) != null) {
            LOG.log(Level.INFO, "{0} is good again", file);
        }
        held.add(file);
        deployer.note(new Status.Configuration(file, "active", null));
    }

    /// @param found begins with the line, or the key, if that is known
    /// @return the reason, with the file
    synchronized String invalid(String file, String found) {
        Integer line = lines.getOrDefault(file, Map.of()).get(found.replaceFirst("^unknown key ", "").replaceFirst("[=: ].*", ""));
        String reason = line == null ? found : "line " + line + ": " + found;
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
        lines.remove(file);
        held.remove(file);
        deployer.forgetConfiguration(file);
    }
}
