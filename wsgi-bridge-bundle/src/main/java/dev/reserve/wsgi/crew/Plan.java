package dev.reserve.wsgi.crew;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What workers are wanted, for which app.
///
/// @param name of the app, for people
/// @param target the app, as workers find it: a module, with an attribute or without, or a path
/// @param module the name that the module gets if the target is a path; empty for that of the file
/// @param args for the app
/// @param fewest workers
/// @param most workers; if there may be more than the fewest, their number follows the load
/// @param threads of each worker that run the app at a time
/// @param python the interpreter
/// @param directory the working directory
/// @param pythonPath where modules are looked for first
/// @param environment variables for the processes, besides the server's own
/// @param timeout after which a request has taken too long; zero for never
/// @param startupTimeout how long a worker may take to be ready
/// @param preload whether the app is imported once, and workers are forked from the process that has it
/// @param reload whether to look for changed sources
/// @param queue how many requests may wait for a worker
public record Plan(String name, String target, Optional<String> module, List<String> args, int fewest, int most, int threads, Path python,
        Path directory, List<Path> pythonPath,
        Map<String, String> environment, Optional<String> user, Optional<String> group, Duration timeout, Duration startupTimeout,
        Retirement retirement, boolean preload, boolean reload, int queue) {

    /// When a worker is replaced by a new one.
    ///
    /// @param requests after so many; 0 for never
    /// @param jitter up to so many more, so that not all go at once
    /// @param mebibytes when it takes more memory than that; 0 for never
    public record Retirement(int requests, int jitter, int mebibytes) {}
}
