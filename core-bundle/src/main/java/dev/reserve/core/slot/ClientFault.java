package dev.reserve.core.slot;

/// Marks what is thrown when a client does not keep to the protocol: it counts as a failure, but no version is rolled back for it.
public interface ClientFault {}
