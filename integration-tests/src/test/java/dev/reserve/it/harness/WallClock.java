package dev.reserve.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A wall clock that can be set while a process looks at it: by libfaketime, which leaves the monotonic clock alone, as setting the real one does.
public final class WallClock {

    private static final List<String> LIBRARIES = List.of("faketime/libfaketimeMT.so.1", "libfaketimeMT.so.1");

    private final Path file;
    private final String library;
    private Duration ahead = Duration.ZERO;

    public WallClock(Path directory) throws IOException {
        this.library = Peer.library(LIBRARIES);
        this.file = directory.resolve("clock");
        write();
    }

    /// For the process that is to have this clock.
    public Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library, "FAKETIME_TIMESTAMP_FILE", file.toString(), "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // without it, a wait on the monotonic clock ends at once
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                // the times of files stay those that they were written at
                "NO_FAKE_STAT", "1");
    }

    /// Sets it.
    public void jump(Duration by) throws IOException {
        ahead = ahead.plus(by);
        write();
    }

    /// Removes what the library leaves behind in shared memory of a process that has been killed.
    public void forget(long pid) throws IOException {
        Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
        Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
    }

    private void write() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, (ahead.isNegative() ? "" : "+") + ahead.toSeconds() + "\n");
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    public Instant now() {
        return Instant.now().plus(ahead);
    }

    /// Gives a file the time of modification that it has if it is written now.
    public void touch(Path written) throws IOException {
        Files.setLastModifiedTime(written, FileTime.from(now()));
    }
}
