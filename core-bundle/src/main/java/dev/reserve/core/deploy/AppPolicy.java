package dev.reserve.core.deploy;

import dev.reserve.core.binding.Keys;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.proxy.Networks;
import dev.reserve.core.slot.Probation;
import dev.reserve.core.slot.Share;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// How the versions of an app follow each other: from `reserve.app-NAME.cfg`, and for all others from `reserve.cfg`.
///
/// @param probation what a new version has to show
/// @param drainTimeout how long a version may take to finish, where its binding does not say otherwise
/// @param drainingVersions how many versions may drain at a time
/// @param cutOldest whether the oldest of these is cut when one more is to drain; otherwise the swap waits for it
/// @param canaryPercent the share of a new version until it is promoted; 0 if it becomes current at once
/// @param canaryFrom from where connections go to a new version until it is promoted; goes before the percentage
/// @param maxConnections how many may be open, on all listeners
/// @param acceptRate how many are accepted in a second, on all listeners
public record AppPolicy(Probation probation, Duration drainTimeout, int drainingVersions, boolean cutOldest, int canaryPercent,
        Optional<Networks> canaryFrom, int maxConnections, int acceptRate) {

    public static final AppPolicy DEFAULT = new AppPolicy(Probation.DEFAULT, Listener.DRAIN_TIMEOUT, 2, false, 0, Optional.empty(),
            Limit.NONE,
            Limit.NONE);

    /// @param otherwise holds for what the file does not say
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static AppPolicy of(Map<String, ?> properties, AppPolicy otherwise) {
        Keys keys = new Keys(properties);
        AppPolicy policy = of(keys, otherwise);
        keys.finish();
        return policy;
    }

    static AppPolicy of(Keys keys, AppPolicy otherwise) {
        Probation before = otherwise.probation;
        Probation probation = new Probation(keys.number("probation.connections", (int) before.connections(), 1, 1_000_000),
                keys.seconds("probation.seconds", before.time()), keys.number("probation.failures", before.failures(), 0, 100),
                keys.number("probation.failures.min", before.minFailures(), 1, 1_000_000));
        return new AppPolicy(probation, keys.seconds("drain.timeout.seconds", otherwise.drainTimeout),
                keys.number("drain.versions", otherwise.drainingVersions, 1, 100),
                keys.choice("drain.overflow", otherwise.cutOldest ? "cut" : "wait", "wait", "cut").equals("cut"),
                keys.number("canary.percent", otherwise.canaryPercent, 0, 99),
                keys.text("canary.from").map(text -> Networks.parse("canary.from", text)).or(() -> otherwise.canaryFrom),
                limit(keys, "max.connections", otherwise.maxConnections), limit(keys, "accept.rate", otherwise.acceptRate));
    }

    AppPolicy withCanary(int percent) {
        return new AppPolicy(probation, drainTimeout, drainingVersions, cutOldest, percent, Optional.empty(), maxConnections, acceptRate);
    }

    /// Whether a new version becomes a canary first.
    boolean wantsCanary() {
        return canaryPercent > 0 || canaryFrom.isPresent();
    }

    /// Which connections go to a canary: those from certain networks, or else a percentage of all.
    Share canaryShare() {
        return canaryFrom.<Share>map(networks -> key -> key instanceof SocketAddress address && networks.contains(address))
                .orElseGet(() -> Share.percent(canaryPercent));
    }

    /// 0 is no limit, as in most servers.
    private static int limit(Keys keys, String key, int otherwise) {
        return keys.text(key).isEmpty() ? otherwise : Limit.orNone(keys.number(key, 0, 0, 999_999_999));
    }
}
