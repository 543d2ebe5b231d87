package dev.reserve.log.osgi;

import dev.reserve.log.LogEntry;
import dev.reserve.log.Logs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogListener;

/// Tells a listener of each line that is logged, on a thread of its own. One that is slow misses what has been pushed out of memory meanwhile, and holds up nobody.
final class Delivery {

    /// How the names of their threads begin. What is logged on one of them is told to no listener, as one that logs would go on for ever.
    private static final String THREAD = "log-listener-";
    private static final System.Logger LOG = System.getLogger("reserve.log");
    /// How long one wait is; when the listener has gone, its thread is not longer there than that, and does not hold on to it.
    private static final Duration WAIT = Duration.ofMinutes(1);

    private final AtomicReference<@Nullable LogListener> listener;
    private final Logs logs;
    private final Function<LogEntry, org.osgi.service.log.LogEntry> view;

    private Delivery(LogListener listener, Logs logs, Function<LogEntry, org.osgi.service.log.LogEntry> view) {
        this.listener = new AtomicReference<>(listener);
        this.logs = logs;
        this.view = view;
    }

    static Delivery start(LogListener listener, Logs logs, Function<LogEntry, org.osgi.service.log.LogEntry> view) {
        Delivery delivery = new Delivery(listener, logs, view);
        List<LogEntry> before = logs.after(-1);
        long last = before.isEmpty() ? -1 : before.getLast().sequence();
        // It inherits no class loader of the bundle's.
        Thread.ofVirtual().name(THREAD + Integer.toHexString(System.identityHashCode(listener))).inheritInheritableThreadLocals(false)
                .start(() -> delivery.run(last));
        return delivery;
    }

    void end() {
        listener.set(null);
    }

    private void run(long from) {
        long last = from;
        try {
            while (listener.get() != null) {
                if (logs.await(last, WAIT)) {
                    for (LogEntry entry : logs.after(last)) {
                        last = entry.sequence();
                        tell(entry);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does: it is the end
        }
    }

    private void tell(LogEntry entry) {
        LogListener told = listener.get();
        if (told != null && !entry.thread().startsWith(THREAD)) {
            try {
                told.logged(view.apply(entry));
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.WARNING, "a listener of the log has failed, and is told no more: " + told.getClass().getName(),
                        e);
                end();
            }
        }
    }
}
