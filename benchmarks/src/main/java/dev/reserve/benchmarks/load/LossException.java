package dev.reserve.benchmarks.load;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/// A connection was lost.
public final class LossException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Loss loss;

    public LossException(Loss loss, String message) {
        super(message);
        this.loss = loss;
    }

    private LossException(Loss loss, IOException cause) {
        super(cause.toString(), cause);
        this.loss = loss;
    }

    public Loss loss() {
        return loss;
    }

    /// What it means that `connect` has failed so.
    static LossException connecting(IOException cause) {
        return new LossException(isOurs(cause) ? Loss.CLIENT : says(cause, "reset") ? Loss.RESET : Loss.REFUSED, cause);
    }

    /// What it means that a connection that was there has failed so.
    static LossException talking(IOException cause) {
        return switch (cause) {
            case LossException known -> known;
            case ClosedByInterruptException _ -> new LossException(Loss.UNANSWERED, "no answer in time");
            default -> new LossException(isOurs(cause) ? Loss.CLIENT : Loss.RESET, cause);
        };
    }

    /// The JDK has no types for these; the texts are those of strerror(3) for EADDRNOTAVAIL, EADDRINUSE, EMFILE.
    private static boolean isOurs(IOException cause) {
        return says(cause, "assign requested address") || says(cause, "Address already in use") || says(cause, "Too many open files");
    }

    private static boolean says(IOException cause, String text) {
        return String.valueOf(cause.getMessage()).contains(text);
    }
}
