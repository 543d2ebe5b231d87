package dev.reserve.core.deploy;

import org.jspecify.annotations.Nullable;

/// An artifact, or an app of it, cannot serve. The message is the reason that the operator reads.
public final class RejectedException extends Exception {

    private static final long serialVersionUID = 1;

    public RejectedException(String reason) {
        super(reason);
    }

    public RejectedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }

    /// The same, with what to do about it.
    public RejectedException with(String remedy) {
        return new RejectedException(getMessage() + "; " + remedy, getCause());
    }

    /// What happened, and what threw what: `while starting: java.io.IOException: no such file`, with the causes that say something new.
    public static RejectedException of(String what, Throwable thrown) {
        StringBuilder reason = new StringBuilder(what).append(": ").append(thrown);
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String text = cause.toString();
            if (reason.indexOf(text) < 0) {
                reason.append("; caused by ").append(text);
            }
        }
        return new RejectedException(reason.toString(), thrown);
    }
}
