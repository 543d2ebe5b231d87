package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A worker that is ready, or was. What is not final is the supervisor's.
final class Worker {

    private static final long PAGE = 4096;
    private static final long MEBIBYTE = 1 << 20;

    private final int number;
    private final ProcessHandle process;
    private final Link link;
    private final long mostRequests;
    private final long since = System.nanoTime();
    private volatile boolean leaving;
    private boolean replaced;

    /// @param mostRequests after which it is replaced
    Worker(int number, ProcessHandle process, Link link, long mostRequests) {
        this.number = number;
        this.process = process;
        this.link = link;
        this.mostRequests = mostRequests;
    }

    int number() {
        return number;
    }

    ProcessHandle process() {
        return process;
    }

    Link link() {
        return link;
    }

    long age() {
        return System.nanoTime() - since;
    }

    /// Lets it finish what it has, and end.
    void leave() {
        leaving = true;
        link.stop();
    }

    boolean isLeaving() {
        return leaving;
    }

    /// Whether another one is being started in its place.
    boolean isReplaced() {
        return replaced;
    }

    void replaced(boolean now) {
        replaced = now;
    }

    boolean hasServedEnough() {
        return link.served() >= mostRequests;
    }

    /// How much memory it has (proc_pid_statm(5)); 0 if it has ended.
    long mebibytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(process.pid()), "statm"), StandardCharsets.US_ASCII)
                    .split(" ", -1);
            return Long.parseLong(pages[1]) * PAGE / MEBIBYTE;
        } catch (IOException e) {
            return 0;
        }
    }
}
