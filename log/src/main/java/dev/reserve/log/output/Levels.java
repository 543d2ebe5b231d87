package dev.reserve.log.output;

import dev.reserve.log.LogLevel;
import dev.reserve.log.Logs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// How much has to matter what is logged. What is set for a logger goes before what is set for an app, and that before what is set for the root.
///
/// Levels of loggers are those of `java.util.logging`, so what is off costs a comparison. An app's cannot be: its loggers may be those of others as well. The root
/// lets pass the most that any app wants, and what others log by that is sorted out here.
final class Levels {

    private static final String BUILT_IN = "built in";
    private static final String FOR_THIS_RUN = "this run";

    private final Map<String, LogLevel> builtIn;
    private Map<String, LogLevel> file = Map.of();
    private String fileName = "";
    private final Map<String, LogLevel> set = new HashMap<>();
    /// Kept here, as the log manager only holds on to loggers as long as somebody else does.
    private final Map<String, Logger> loggers = new HashMap<>();
    private volatile Rules rules = new Rules(LogLevel.INFO, Map.of(), Map.of(), LogLevel.INFO);

    /// @param most the level of an app, or of the root, that lets pass the least
    private record Rules(LogLevel root, Map<String, LogLevel> apps, Map<String, LogLevel> loggers, LogLevel most) {}

    Levels() {
        Map<String, LogLevel> levels = new HashMap<>(JettyLog.LEVELS);
        levels.put(Logs.ROOT, LogLevel.INFO);
        levels.put("org.apache.felix.scr", LogLevel.WARN); // it tells of each start of itself
        builtIn = Map.copyOf(levels);
        apply();
    }

    /// @param name of the file that they are from
    synchronized void configure(Map<String, LogLevel> levels, String name) {
        file = Map.copyOf(levels);
        fileName = name;
        apply();
    }

    synchronized void set(String name, @Nullable LogLevel level) {
        if (level == null) {
            set.remove(name);
        } else {
            set.put(name, level);
        }
        apply();
    }

    synchronized List<Logs.Setting> list() {
        Map<String, Logs.Setting> all = new TreeMap<>(Comparator.comparing((String name) -> !name.equals(Logs.ROOT))
                .thenComparing(Comparator.naturalOrder()));
        builtIn.forEach((name, level) -> all.put(name, new Logs.Setting(name, level, BUILT_IN)));
        file.forEach((name, level) -> all.put(name, new Logs.Setting(name, level, fileName)));
        set.forEach((name, level) -> all.put(name, new Logs.Setting(name, level, FOR_THIS_RUN)));
        return new ArrayList<>(all.values());
    }

    private void apply() {
        Map<String, LogLevel> ofLoggers = new HashMap<>();
        Map<String, LogLevel> apps = new HashMap<>();
        LogLevel root = LogLevel.INFO;
        for (Logs.Setting each : list()) {
            if (each.name().equals(Logs.ROOT)) {
                root = each.level();
            } else if (each.name().startsWith(Logs.APP)) {
                apps.put(each.name().substring(Logs.APP.length()), each.level());
            } else {
                ofLoggers.put(each.name(), each.level());
            }
        }
        LogLevel least = root;
        LogLevel most = root;
        for (LogLevel level : apps.values()) {
            least = level.compareTo(least) < 0 ? level : least;
            most = level.compareTo(most) > 0 ? level : most;
        }
        rules = new Rules(root, Map.copyOf(apps), Map.copyOf(ofLoggers), most);
        Logger.getLogger("").setLevel(least.least());
        loggers.entrySet().removeIf(each -> {
            boolean gone = !ofLoggers.containsKey(each.getKey());
            if (gone) {
                each.getValue().setLevel(null);
            }
            return gone;
        });
        ofLoggers.forEach((name, level) -> loggers.computeIfAbsent(name, Logger::getLogger).setLevel(level.least()));
    }

    /// Whether a record that its logger has let pass may have to be sorted out: then its app matters.
    boolean dependsOnApp(LogRecord entry) {
        Rules now = rules;
        return !now.apps().isEmpty() && LogLevel.of(entry.getLevel()).compareTo(now.most()) < 0 && !hasLevel(entry.getLoggerName(), now);
    }

    /// Whether the level of the app it comes from lets a record pass.
    ///
    /// @param app null if it is not an app's
    boolean passes(LogRecord entry, @Nullable String app) {
        Rules now = rules;
        LogLevel wanted = app == null ? now.root() : now.apps().getOrDefault(app, now.root());
        return LogLevel.of(entry.getLevel()).compareTo(wanted) >= 0;
    }

    /// Whether a level is set for a logger, or one above it that is not the root.
    private static boolean hasLevel(@Nullable String logger, Rules now) {
        String name = logger == null ? "" : logger;
        while (!name.isEmpty()) {
            if (now.loggers().containsKey(name)) {
                return true;
            }
            name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        }
        return false;
    }
}
