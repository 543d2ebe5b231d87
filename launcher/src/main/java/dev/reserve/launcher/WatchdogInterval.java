package dev.reserve.launcher;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Within what time the service manager expects a sign of life: `WATCHDOG_USEC` and `WATCHDOG_PID`, sd_watchdog_enabled(3).
final class WatchdogInterval {
    private static final System.Logger LOG = System.getLogger(WatchdogInterval.class.getPackageName() + ".systemd");

    private WatchdogInterval() {}

    static Optional<Duration> of(Map<String, String> environment, long pid) {
        String text = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (text.isEmpty() || (!whose.isEmpty() && !whose.equals(Long.toString(pid)))) {
            return Optional.empty(); // there is none, or it watches another process
        }
        try {
            long micros = Long.parseLong(text);
            if (micros > 0 && micros <= Long.MAX_VALUE / 1000) {
                return Optional.of(Duration.ofNanos(micros * 1000));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        LOG.log(System.Logger.Level.WARNING, "WATCHDOG_USEC is \"{0}\"; expected a number of microseconds. The watchdog is off", text);
        return Optional.empty();
    }
}
