package dev.reserve.gateway.fastcgi;

import java.io.IOException;

/// The other side does not speak FastCGI as it should. The message says what was found, and what was expected; there is no going on.
public final class MalformedException extends IOException {

    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }
}
