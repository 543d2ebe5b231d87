package dev.reserve.log.osgi;

import dev.reserve.log.LogEntry;
import dev.reserve.log.Logs;
import java.util.Collections;
import java.util.Enumeration;
import java.util.IdentityHashMap;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;

/// The Log Reader Service as one bundle has it.
final class LogReader implements LogReaderService {

    private final BundleContext context;
    private final Logs logs;
    private final IdentityHashMap<LogListener, Delivery> deliveries = new IdentityHashMap<>();

    /// @param context of the framework
    LogReader(BundleContext context, Logs logs) {
        this.context = context;
        this.logs = logs;
    }

    @Override
    public synchronized void addLogListener(LogListener listener) {
        deliveries.computeIfAbsent(listener, _ -> Delivery.start(listener, logs, entry -> new ReadEntry(entry, context)));
    }

    @Override
    public synchronized void removeLogListener(LogListener listener) {
        Delivery delivery = deliveries.remove(listener);
        if (delivery != null) {
            delivery.end();
        }
    }

    /// When its bundle has given it back.
    synchronized void close() {
        deliveries.values().forEach(Delivery::end);
        deliveries.clear();
    }

    /// The newest first.
    @Override
    public Enumeration<org.osgi.service.log.LogEntry> getLog() {
        List<LogEntry> newestFirst = logs.after(-1).reversed();
        return Collections
                .enumeration(newestFirst.stream().<org.osgi.service.log.LogEntry>map(each -> new ReadEntry(each, context)).toList());
    }
}
