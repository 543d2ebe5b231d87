package dev.reserve.http.spi;

/// A [Thread] that completes responses and may as well go on with their connections: it looks for the next request of an HTTP/1 connection itself, and has
/// it served if its sub-app does not block, where any other thread would hand the connection over. That saves two changes of threads for each request.
///
/// Such a thread must not hold a lock, and must be where it may be used for a while, whenever it completes a response or writes a part of one.
public interface Completing {}
