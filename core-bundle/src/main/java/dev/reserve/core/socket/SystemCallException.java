package dev.reserve.core.socket;

import java.io.IOException;

/// A call to the operating system that failed: which call, and why.
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;
    private final String symbol;

    SystemCallException(String call, int errno, String symbol, String text) {
        super(call + ": " + text + " (" + symbol + ")");
        this.call = call;
        this.errno = errno;
        this.symbol = symbol;
    }

    /// The name of the call, as in section 2 of the manual: `bind`.
    public String call() {
        return call;
    }

    /// The number of the error.
    public int errno() {
        return errno;
    }

    /// The name of the error, `EADDRINUSE`, or `errno 4711` for a rare one.
    public String symbol() {
        return symbol;
    }
}
