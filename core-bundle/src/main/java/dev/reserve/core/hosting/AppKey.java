package dev.reserve.core.hosting;

import java.util.List;

/// What tells the slots of one kind of app apart.
///
/// @param app its name
/// @param args what it is launched with
public record AppKey(String app, List<String> args) {

    public AppKey {
        args = List.copyOf(args);
    }
}
