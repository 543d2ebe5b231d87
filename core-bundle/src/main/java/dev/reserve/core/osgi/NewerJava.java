package dev.reserve.core.osgi;

import java.util.Optional;

/// Classes that are compiled for a newer Java than this one.
final class NewerJava {

    private NewerJava() {}

    /// What to do about it; empty if that is not what has happened.
    static Optional<String> hint(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof UnsupportedClassVersionError) {
                return Optional.of("this server runs on Java " + Runtime.version().feature() + ". " + remedy());
            }
        }
        return Optional.empty();
    }

    static String remedy() {
        return "Start the server with a newer one (RESERVE_JAVA_HOME), or compile the app with --release " + Runtime.version().feature();
    }
}
