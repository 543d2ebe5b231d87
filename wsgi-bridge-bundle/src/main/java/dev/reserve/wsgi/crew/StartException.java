package dev.reserve.wsgi.crew;

import java.io.IOException;

/// A worker did not come to serve its app; the message says why, with Python's traceback if there is one.
final class StartException extends IOException {

    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }
}
