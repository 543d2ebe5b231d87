package dev.reserve.log.osgi;

import java.io.PrintStream;
import java.io.PrintWriter;

/// Stands for an exception that has been logged: its text alone, so that it keeps no class of a bundle in memory.
final class LoggedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String trace;

    /// @param trace as it is printed; it begins with the class and the message
    LoggedException(String trace) {
        super(trace.lines().findFirst().orElse(""), null, false, false);
        this.trace = trace;
    }

    @Override
    public void printStackTrace(PrintStream to) {
        to.print(trace);
    }

    @Override
    public void printStackTrace(PrintWriter to) {
        to.print(trace);
    }
}
