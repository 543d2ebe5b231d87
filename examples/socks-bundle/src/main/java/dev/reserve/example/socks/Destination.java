package dev.reserve.example.socks;

/// Where a client wants to.
///
/// @param host a name in small letters, or an address as the platform writes it
record Destination(String host, int port) {}
