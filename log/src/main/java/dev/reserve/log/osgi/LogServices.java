package dev.reserve.log.osgi;

import dev.reserve.log.Logs;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerFactory;

/// The services `LogService`, `LoggerFactory` and `LogReaderService`, of which each bundle gets its own.
public final class LogServices {

    private LogServices() {}

    /// @param context of the framework
    public static void register(BundleContext context, Logs logs, BundleSink sink) {
        context.registerService(new String[]{LogService.class.getName(), LoggerFactory.class.getName()}, new Writing(sink), null);
        context.registerService(LogReaderService.class.getName(), new Reading(context, logs), null);
    }

    private record Writing(BundleSink sink) implements ServiceFactory<LogService> {

        @Override
        public LogService getService(Bundle bundle, ServiceRegistration<LogService> registration) {
            return new BundleLog(bundle, sink);
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<LogService> registration, LogService service) {
            // it keeps nothing
        }
    }

    private record Reading(BundleContext context, Logs logs) implements ServiceFactory<LogReaderService> {

        @Override
        public LogReaderService getService(Bundle bundle, ServiceRegistration<LogReaderService> registration) {
            return new LogReader(context, logs);
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<LogReaderService> registration, LogReaderService service) {
            ((LogReader) service).close();
        }
    }
}
