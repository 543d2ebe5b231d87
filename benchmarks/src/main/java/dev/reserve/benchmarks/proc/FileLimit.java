package dev.reserve.benchmarks.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many files, sockets included, a process may have open.
public final class FileLimit {

    private static final Pattern SOFT = Pattern.compile("(?m)^Max open files\\s+(\\d+|unlimited)\\s");

    private FileLimit() {}

    /// The limit that this process has, and that those it starts inherit.
    public static int own() {
        try {
            return parse(Files.readString(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param limits the content of `/proc/PID/limits`
    /// @throws IllegalArgumentException if it does not tell
    static int parse(String limits) {
        Matcher matcher = SOFT.matcher(limits);
        if (!matcher.find()) {
            throw new IllegalArgumentException("expected a line Max open files in /proc/PID/limits, found " + limits.strip());
        }
        String limit = matcher.group(1);
        return limit.equals("unlimited") ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(limit));
    }
}
