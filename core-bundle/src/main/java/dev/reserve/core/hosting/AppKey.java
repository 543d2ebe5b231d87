package dev.reserve.core.hosting;

import java.util.List;

/// What tells the slots of one kind of app apart.
///
/// @param app its name
/// @param args what it is launched with
/// @param place where it serves, such as a path; empty where that makes no difference to it
public record AppKey(String app, List<String> args, String place) {

    public AppKey {
        args = List.copyOf(args);
    }

    /// For an app that serves the same wherever it is.
    public AppKey(String app, List<String> args) {
        this(app, args, "");
    }
}
