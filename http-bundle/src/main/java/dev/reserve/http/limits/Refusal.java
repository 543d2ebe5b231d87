package dev.reserve.http.limits;

import java.io.IOException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/// What an app gets instead of the rest of a body that goes beyond a limit. It is the client's doing, as other faults of input are, and knows the status
/// that the client is to be told.
public final class Refusal extends IOException implements HttpException {

    private static final long serialVersionUID = 1L;

    private final int code;

    Refusal(int code, String message) {
        super(message);
        this.code = code;
    }

    /// For a body that does not come while its connection, or its stream in HTTP/2, is idle for too long.
    public static Refusal ofIdle() {
        return new Refusal(HttpStatus.REQUEST_TIMEOUT_408, "nothing more of the body for as long as a connection may be idle");
    }

    /// Whether there is one among the causes of an app's failure.
    public static boolean isAmong(Throwable failure) {
        return among(failure) != null;
    }

    /// The refusal among the causes of an app's failure, or null: apps wrap what they catch.
    static @Nullable Refusal among(@Nullable Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
            depth++;
        }
        return null;
    }

    @Override
    public int getCode() {
        return code;
    }

    @Override
    public String getReason() {
        return HttpStatus.getMessage(code);
    }
}
