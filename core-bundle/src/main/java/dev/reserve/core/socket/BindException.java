package dev.reserve.core.socket;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

import org.jspecify.annotations.Nullable;

/// An address that could not be listened on. The cause is a [SystemCallException] where the kernel gave the reason.
public final class BindException extends IOException {
    private static final long serialVersionUID = 1L;

    BindException(ListenAddress where, @Nullable String reason, IOException cause) {
        super("cannot listen on " + where + ": " + (reason == null ? cause.toString() : reason), cause);
    }

    /// Whether somebody else listens there.
    public boolean inUse() {
        return errno() == Errno.EADDRINUSE;
    }

    /// Whether the permission is missing.
    public boolean forbidden() {
        return errno() == Errno.EACCES || errno() == Errno.EPERM || getCause() instanceof AccessDeniedException;
    }

    private int errno() {
        return getCause() instanceof SystemCallException e ? e.errno() : 0;
    }
}
