package dev.reserve.log.output;

import java.util.logging.LogRecord;
import org.osgi.framework.Bundle;

/// What a bundle has logged in its own name, on its way to the handler with all that is logged, so that who stands before the handler sees it too.
final class BundleRecord extends LogRecord {

    private static final long serialVersionUID = 1;

    private final transient Bundle bundle;
    private final boolean always;

    /// @param always whether no level keeps it out
    BundleRecord(LogRecord entry, Bundle bundle, boolean always) {
        super(entry.getLevel(), entry.getMessage());
        setLoggerName(entry.getLoggerName());
        setSourceClassName(null); // otherwise it looks for the caller
        setThrown(entry.getThrown());
        setInstant(entry.getInstant());
        this.bundle = bundle;
        this.always = always;
    }

    Bundle bundle() {
        return bundle;
    }

    boolean always() {
        return always;
    }
}
