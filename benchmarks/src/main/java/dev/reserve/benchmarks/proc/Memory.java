package dev.reserve.benchmarks.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What processes have in memory.
public final class Memory {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private Memory() {}

    /// The resident set of a process and of all its descendants, in KiB.
    public static long resident(ProcessHandle process) {
        long sum = one(process.pid());
        for (ProcessHandle each : process.descendants().toList()) {
            sum += one(each.pid());
        }
        return sum;
    }

    private static long one(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param status the content of `/proc/PID/status`
    /// @throws IllegalArgumentException if it does not tell
    static long parse(String status) {
        Matcher matcher = RESIDENT.matcher(status);
        if (!matcher.find()) {
            throw new IllegalArgumentException("expected a line VmRSS in /proc/PID/status, found " + status.strip());
        }
        return Long.parseLong(matcher.group(1));
    }
}
