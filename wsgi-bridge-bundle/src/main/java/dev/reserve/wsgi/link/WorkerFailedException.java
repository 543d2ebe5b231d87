package dev.reserve.wsgi.link;

import org.eclipse.jetty.io.QuietException;

/// Why a request has no proper answer: the app's or the worker's doing. It counts as a failure of the version. Who
/// finds out logs it; Jetty need not do so again.
public final class WorkerFailedException extends Exception implements QuietException {

    private static final long serialVersionUID = 1;

    /// @param message with the app's traceback, if there is one
    public WorkerFailedException(String message) {
        super(message);
    }

    /// Where it was made says nothing.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
