package dev.reserve.gateway.fastcgi.client;

import java.io.IOException;

/// No answer came that could be passed on. The message says why, for the log.
final class BadAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    /// @param status that the client gets
    BadAnswerException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
