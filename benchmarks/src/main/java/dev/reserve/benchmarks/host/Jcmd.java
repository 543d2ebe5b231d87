package dev.reserve.benchmarks.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The JDK's tool that talks to a JVM.
public final class Jcmd {

    private static final int COLLECTIONS = 3;

    private Jcmd() {}

    /// Has a JVM collect its garbage, until there should be none left.
    public static void collect(long pid) throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) { // what a cleaner lets go of after one is collected by the next, and classes go a little later
            run(pid, "GC.run");
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    static String run(long pid, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(pid));
        command.addAll(List.of(arguments));
        return ServerProcess.run(command);
    }
}
