package dev.reserve.log.output;

/// Where a line comes from.
///
/// @param app its name; of a bundle that has registered none, its symbolic name
/// @param version the first digits of its content
/// @param bundle its id
record Origin(String app, String version, long bundle) {}
