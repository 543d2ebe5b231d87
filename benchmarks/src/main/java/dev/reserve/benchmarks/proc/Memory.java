package dev.reserve.benchmarks.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What processes have in memory, in KiB.
///
/// @param resident all that each of them has, so that what several share counts several times
/// @param proportional the same, but of what several share each has its part
public record Memory(long resident, long proportional) {

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private static final Pattern PROPORTIONAL = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB$");

    /// That of all descendants of a process together.
    public static Memory ofDescendants(ProcessHandle process) {
        long resident = 0;
        long proportional = 0;
        for (ProcessHandle each : process.descendants().toList()) {
            resident += ofDescendant(each, RESIDENT, "VmRSS", "status");
            proportional += ofDescendant(each, PROPORTIONAL, "Pss", "smaps_rollup");
        }
        return new Memory(resident, proportional);
    }

    /// The resident set of a process and of all its descendants, in KiB.
    public static long resident(ProcessHandle process) {
        long sum = one(process.pid());
        for (ProcessHandle each : process.descendants().toList()) {
            sum += ofDescendant(each, RESIDENT, "VmRSS", "status");
        }
        return sum;
    }

    /// Nothing if it has ended by now.
    private static long ofDescendant(ProcessHandle process, Pattern pattern, String name, String file) {
        try {
            return parse(pattern, name, read(process.pid(), file));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            if (process.isAlive()) {
                throw e;
            }
            return 0;
        }
    }

    private static long one(long pid) {
        return parse(read(pid, "status"));
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param status the content of `/proc/PID/status`
    /// @throws IllegalArgumentException if it does not tell
    static long parse(String status) {
        return parse(RESIDENT, "VmRSS", status);
    }

    private static long parse(Pattern pattern, String name, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("expected a line " + name + " of what a process has in memory, found " + text.strip());
        }
        return Long.parseLong(matcher.group(1));
    }
}
