package dev.reserve.core.listener;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Logs the failures of handlers with their stacks, at most one a second for a listener, and says how many it left out.
final class Failures {

    private static final Logger LOG = System.getLogger("reserve.connection");
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final String listener;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final LongAdder omitted = new LongAdder();

    Failures(String listener) {
        this.listener = listener;
    }

    void log(String version, Throwable failure) {
        if (due()) {
            LOG.log(Level.WARNING, "listener " + listener + ", version " + version + ": a connection failed" + others(), failure);
        }
    }

    void logRefusal(String reason) {
        if (due()) {
            LOG.log(Level.WARNING, "listener {0}: a connection was closed without being served: {1}{2}", listener, reason, others());
        }
    }

    private boolean due() {
        long now = System.nanoTime();
        long due = next.get();
        if (now - due < 0 || !next.compareAndSet(due, now + INTERVAL)) {
            omitted.increment();
            return false;
        }
        return true;
    }

    private String others() {
        long others = omitted.sumThenReset();
        return others == 0 ? "" : " (" + others + " more since the last of these lines)";
    }

    /// Whether the exception says no more than that the client went away: nothing that the app could have done better. The JDK has no type
    /// for it; these are the messages of its socket code and, for write(2), the C library's.
    static boolean isClientGone(Throwable failure) {
        String message = failure instanceof IOException ? failure.getMessage() : null;
        return message != null && (message.startsWith("Connection reset") || message.startsWith("Broken pipe"));
    }
}
