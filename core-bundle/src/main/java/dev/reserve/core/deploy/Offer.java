package dev.reserve.core.deploy;

import dev.reserve.app.ReserveApp;
import java.util.List;

/// An app that a module offers.
///
/// @param app its name
/// @param listeners the listeners that it takes when nothing else is bound to them; empty if it names none
/// @param service launches it
/// @param loader the class loader of its module
public record Offer(String app, List<String> listeners, ReserveApp service, ClassLoader loader) {}
