package dev.reserve.http.files;

import java.io.IOException;

/// A file has fewer bytes than were promised: somebody has made it shorter while it was sent.
final class ShrunkException extends IOException {

    private static final long serialVersionUID = 1;

    ShrunkException(long size) {
        super("it has become shorter while it was sent, and ends at byte " + size);
    }
}
