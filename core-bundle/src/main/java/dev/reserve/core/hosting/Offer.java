package dev.reserve.core.hosting;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// An app that a module offers.
///
/// @param type the service interface that it is registered under
/// @param app its name
/// @param properties those of the service
/// @param service launches it
/// @param loader the class loader of its module
public record Offer(String type, String app, Map<String, Object> properties, Object service, ClassLoader loader) {

    /// A property that is a string, or several; empty if it is not there.
    public List<String> strings(String property) {
        return switch (properties.get(property)) {
            case String one -> List.of(one);
            case String[] several -> List.of(several);
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }
}
