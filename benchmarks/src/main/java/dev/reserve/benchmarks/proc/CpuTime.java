package dev.reserve.benchmarks.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The processor time of processes, in clock ticks.
///
/// @param user in their own code
/// @param system in the kernel for them
public record CpuTime(long user, long system) {

    private static final CpuTime NONE = new CpuTime(0, 0);
    /// `proc_pid_stat(5)` counts from 1; the second field, in parentheses, is the first that may have blanks in it.
    private static final int AFTER_NAME = 3;
    private static final int USER = 14 - AFTER_NAME;
    private static final int SYSTEM = 15 - AFTER_NAME;
    private static final int CHILDREN_USER = 16 - AFTER_NAME;
    private static final int CHILDREN_SYSTEM = 17 - AFTER_NAME;

    /// The time of a process and of all its descendants, ended ones that were waited for included.
    public static CpuTime of(ProcessHandle process) {
        CpuTime all = one(process.pid());
        for (ProcessHandle each : process.descendants().toList()) {
            all = all.plus(one(each.pid()));
        }
        return all;
    }

    private static CpuTime one(long pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (NoSuchFileException e) {
            return NONE; // it has ended since it was listed, and is among its parent's children now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param stat the content of `/proc/PID/stat`
    /// @throws IllegalArgumentException if it is something else
    static CpuTime parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (!stat.contains(")") || fields.length <= CHILDREN_SYSTEM) {
            throw new IllegalArgumentException("expected the fields of /proc/PID/stat, found " + stat.strip());
        }
        return new CpuTime(Long.parseLong(fields[USER]) + Long.parseLong(fields[CHILDREN_USER]),
                Long.parseLong(fields[SYSTEM]) + Long.parseLong(fields[CHILDREN_SYSTEM]));
    }

    public CpuTime plus(CpuTime other) {
        return new CpuTime(user + other.user, system + other.system);
    }

    public CpuTime minus(CpuTime other) {
        return new CpuTime(user - other.user, system - other.system);
    }

    public long ticks() {
        return user + system;
    }
}
