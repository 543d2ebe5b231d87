package dev.reserve.core.leak;

import java.util.List;

/// The places that hold an app that has ended more often than others do.
///
/// They do not see a static field of a library, nor what only the JVM itself knows; a [HeapPath] does.
final class PlatformHolders {

    private PlatformHolders() {}

    /// Made one by one, so that a place which this process does not have (OSGi, JMX) is missing only itself.
    static List<Holders> all() {
        return List.of(loader -> new ThreadHolders().of(loader), loader -> new ThreadLocalHolders().of(loader),
                loader -> new ShutdownHookHolders().of(loader), loader -> new MBeanHolders().of(loader),
                loader -> new ServiceHolders().of(loader), loader -> new LoggerHolders().of(loader),
                loader -> new DriverHolders().of(loader), loader -> new ProcessHolders().of(loader));
    }
}
