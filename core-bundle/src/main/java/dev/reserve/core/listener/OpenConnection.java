package dev.reserve.core.listener;

import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// A connection as it was at one moment.
///
/// @param peer the client, also where a proxy is between
/// @param thread that handles it; empty if the app keeps the connection
public record OpenConnection(SocketChannel socket, SocketAddress peer, String listener, Duration age, Optional<Thread> thread) {}
