package dev.reserve.http.files;

import org.jspecify.annotations.Nullable;

/// A connection that has its socket send parts of files by itself: the one that HTTP/1.1 without TLS writes to.
public interface FileSender {

    /// Has stand-ins for a file replaced in what is written from now on; none if null.
    void sendFrom(@Nullable StandIn file);
}
