package dev.reserve.log.osgi;

import java.util.logging.LogRecord;
import org.osgi.framework.Bundle;

/// Where goes what bundles log by the OSGi Log Service.
@FunctionalInterface
public interface BundleSink {

    /// Logs it as a line of a bundle's. Its logger has let it pass.
    ///
    /// @param always whether it is to be logged whatever levels are set
    void log(LogRecord entry, Bundle from, boolean always);
}
