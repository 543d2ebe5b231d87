package dev.reserve.launcher;

import java.util.logging.LogManager;

/// The log of a server, up to its very end. The platform's own log manager takes the handlers away as soon as the JVM begins to shut down, while the
/// server, if an app has called [System#exit], has still to stop. Named in the property `java.util.logging.manager`, which has to be set before anything logs.
public final class LastingLog extends LogManager {

    @Override
    public void reset() {
        // the handlers that were there are removed by the log, which takes their place
    }
}
