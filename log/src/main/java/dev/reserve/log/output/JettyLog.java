package dev.reserve.log.output;

import dev.reserve.log.LogLevel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.stream.Stream;

/// What Jetty and MINA SSHD have to say: warnings, and of those only so many a minute. Some of them follow from what a client sends, and nobody outside may fill the log.
/// So it is with logins that are refused.
final class JettyLog implements Filter {

    private static final String JETTY = "org.eclipse.jetty";
    private static final String SSHD = "org.apache.sshd";
    private static final List<String> LIMITED = List.of(JETTY, SSHD, "reserve.ssh.refused");

    /// So many records from one place are let through in a period.
    static final int MOST = 10;
    static final Duration PERIOD = Duration.ofMinutes(1);

    /// The levels that hold unless others are set.
    static final Map<String, LogLevel> LEVELS = Map.of(JETTY, LogLevel.WARN, JETTY + ".http.HttpParser", LogLevel.ERROR, SSHD,
            LogLevel.WARN);

    private final Map<String, Count> counts = new HashMap<>();

    private static final class Count {
        private long since;
        private int passed;
        private int left;
    }

    @Override
    public boolean isLoggable(LogRecord entry) {
        return origin(entry).map(from -> passes(from, entry, System.nanoTime())).orElse(true);
    }

    /// Who of them says it; Jetty says some things in the name of an app's class.
    private static Optional<String> origin(LogRecord entry) {
        return Stream.of(entry.getLoggerName(), entry.getSourceClassName())
                .filter(name -> name != null && LIMITED.stream().anyMatch(name::startsWith))
                .findFirst();
    }

    synchronized boolean passes(String from, LogRecord entry, long now) {
        Count count = counts.computeIfAbsent(from, _ -> new Count());
        if (count.passed == 0 || now - count.since > PERIOD.toNanos()) {
            if (count.left > 0) {
                entry.setMessage(entry.getMessage() + " (" + count.left + " before it have been left out)");
            }
            count.since = now;
            count.passed = 0;
            count.left = 0;
        }
        if (count.passed < MOST) {
            count.passed++;
            return true;
        }
        count.left++;
        return false;
    }
}
