package dev.reserve.core.deploy;

import dev.reserve.core.listener.Limit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The settings in force, the policies of apps, and the limits that follow from them. Touched by the deploy thread alone.
final class Policies {

    private final Map<String, AppPolicy> apps = new HashMap<>();
    private final Map<String, Limit> limits = new ConcurrentHashMap<>();
    private final Set<String> outOfService = new HashSet<>();
    private Settings settings = Settings.DEFAULT;

    Settings settings() {
        return settings;
    }

    void settings(Settings next) {
        settings = next;
        applyLimits();
    }

    AppPolicy of(String app) {
        return apps.getOrDefault(app, settings.apps());
    }

    /// @param policy null if the app has none of its own any more
    void put(String app, @Nullable AppPolicy policy) {
        if (policy == null) {
            apps.remove(app);
        } else {
            apps.put(app, policy);
        }
        applyLimits();
    }

    /// The limit of an app on all its listeners: one object for good, whose bounds follow the policy. Once it has been asked for it may be asked for
    /// on any thread.
    Limit limit(String app) {
        return limits.computeIfAbsent(app, _ -> {
            Limit limit = new Limit();
            limit.set(of(app).maxConnections(), of(app).acceptRate());
            return limit;
        });
    }

    boolean outOfService(String app) {
        return outOfService.contains(app);
    }

    void outOfService(String app, boolean on) {
        if (on) {
            outOfService.add(app);
        } else {
            outOfService.remove(app);
        }
    }

    private void applyLimits() {
        limits.forEach((app, limit) -> limit.set(of(app).maxConnections(), of(app).acceptRate()));
    }
}
