package dev.reserve.http.spi;

/// A [org.eclipse.jetty.io.Connection] that wants to be looked at now and then, so that it needs no timer of its own.
public interface Overseen {

    /// Called about four times a second, on a thread that must not wait, while the connection is open.
    void look();
}
