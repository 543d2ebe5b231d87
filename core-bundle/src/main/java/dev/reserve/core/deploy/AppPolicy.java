package dev.reserve.core.deploy;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.proxy.Networks;
import dev.reserve.core.slot.Probation;
import dev.reserve.core.slot.Share;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
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

    private static final Setting<Integer> PROBATION_CONNECTIONS = Setting.of("probation.connections",
            Form.number(1, 1_000_000, "connections"), (int) Probation.DEFAULT.connections(),
            "a new version has passed its probation when so many of its connections have ended");
    private static final Setting<Duration> PROBATION_TIME = Setting.of("probation.seconds", Form.seconds(), Probation.DEFAULT.time(),
            "so it has after this time; 0: there is no probation");
    private static final Setting<Integer> PROBATION_FAILURES = Setting.of("probation.failures", Form.number(0, 100, "percent"),
            Probation.DEFAULT.failures(), "the share of failed connections above which a version is rolled back");
    private static final Setting<Integer> PROBATION_MIN_FAILURES = Setting.of("probation.failures.min",
            Form.number(1, 1_000_000, "connections"), Probation.DEFAULT.minFailures(), "fewer failures than these prove nothing");
    private static final Setting<Duration> DRAIN_TIMEOUT = Setting.of("drain.timeout.seconds", Form.seconds(), Listener.DRAIN_TIMEOUT,
            "how long connections of a replaced version may go on; also when the server stops");
    private static final Setting<Integer> DRAIN_VERSIONS = Setting.of("drain.versions", Form.number(1, 100, "versions"), 2,
            "how many replaced versions may be there at a time: those that drain, and one that waits for the probation of its successor");
    private static final Setting<Boolean> DRAIN_OVERFLOW = Setting.of("drain.overflow", Form.choice(Map.of("wait", false, "cut", true)),
            false, "what a further swap does when there are so many: it waits for one of them, or cuts the oldest");
    private static final Setting<Integer> CANARY_PERCENT = Setting.of("canary.percent", Form.number(0, 99, "percent"), 0,
            "a new version gets this share of connections until it is promoted; 0: all at once");
    private static final Setting<Networks> CANARY_FROM = Setting.optional("canary.from", Networks.FORM, "none",
            "a new version gets the connections from these networks until it is promoted; goes before `canary.percent`");
    private static final Setting<Integer> MAX_CONNECTIONS = Setting.of("max.connections", Form.number(0, Form.MANY, "connections"), 0,
            "how many may be open, on all listeners; what comes beyond waits in the backlog; 0: no limit");
    private static final Setting<Integer> ACCEPT_RATE = Setting.of("accept.rate", Form.number(0, Form.MANY, "connections a second"), 0,
            "how many are accepted in a second, on all listeners; 0: no limit");

    private static final Duration DEVELOPMENT_DRAIN = Duration.ofSeconds(1);

    static final List<Setting<?>> SETTINGS = List.of(PROBATION_CONNECTIONS, PROBATION_TIME, PROBATION_FAILURES, PROBATION_MIN_FAILURES,
            DRAIN_TIMEOUT, DRAIN_VERSIONS, DRAIN_OVERFLOW, CANARY_PERCENT, CANARY_FROM, MAX_CONNECTIONS, ACCEPT_RATE);

    public static final SettingTable TABLE = new SettingTable("reserve.app", true, "Apps",
            "How the versions of the app NAME follow each other. It holds alone: what it does not say is as the defaults say, not as `reserve.cfg` does.",
            SETTINGS);

    /// What holds without a file.
    public static final AppPolicy DEFAULT = of(new Keys(TABLE, Map.of()));

    public static AppPolicy of(Keys keys) {
        return of(keys, Probation.DEFAULT.time(), Listener.DRAIN_TIMEOUT);
    }

    /// For who writes apps, as far as the file does not say otherwise: a version that fails is to be looked at, not to be rolled back, and nobody minds
    /// that connections are cut.
    public static AppPolicy ofDevelopment(Keys keys) {
        return of(keys, Duration.ZERO, DEVELOPMENT_DRAIN);
    }

    private static AppPolicy of(Keys keys, Duration probationTime, Duration drainTimeout) {
        Probation probation = new Probation(keys.get(PROBATION_CONNECTIONS), keys.get(PROBATION_TIME, probationTime),
                keys.get(PROBATION_FAILURES), keys.get(PROBATION_MIN_FAILURES));
        return new AppPolicy(probation, keys.get(DRAIN_TIMEOUT, drainTimeout), keys.get(DRAIN_VERSIONS), keys.get(DRAIN_OVERFLOW),
                keys.get(CANARY_PERCENT), keys.find(CANARY_FROM), Limit.orNone(keys.get(MAX_CONNECTIONS)),
                Limit.orNone(keys.get(ACCEPT_RATE)));
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
}
