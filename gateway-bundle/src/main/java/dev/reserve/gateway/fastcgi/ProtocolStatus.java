package dev.reserve.gateway.fastcgi;

import org.jspecify.annotations.Nullable;

/// How a request came to its end (FastCGI §5.5).
public enum ProtocolStatus {
    REQUEST_COMPLETE(0), CANT_MPX_CONN(1), OVERLOADED(2), UNKNOWN_ROLE(3);

    private final int code;

    ProtocolStatus(int code) {
        this.code = code;
    }

    /// Its number in a record.
    public int code() {
        return code;
    }

    /// @return null if no status has this number
    public static @Nullable ProtocolStatus of(int code) {
        for (ProtocolStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        return null;
    }
}
