package dev.reserve.http.spi;

import dev.reserve.core.slot.ClientFault;
import java.io.IOException;
import org.eclipse.jetty.io.QuietException;

/// What came on a connection is not of its protocol. A connection whose end point is closed with it counts as failed, and its message is logged, at a
/// bounded rate; no version is rolled back for it.
public final class MalformedException extends IOException implements QuietException, ClientFault {

    private static final long serialVersionUID = 1;

    /// @param message what was found, and what was expected
    public MalformedException(String message) {
        super(message);
    }

    /// Where in the code it was found says nothing to those who read the log.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
