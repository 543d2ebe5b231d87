package dev.reserve.benchmarks.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server process uses when it has nothing to do, after a garbage collection.
///
/// @param figures by their names
public record Footprint(Map<String, Long> figures) {

    private static final Pattern HEAP = Pattern.compile("Total +\\d+ +(\\d+)");
    /// With which the collector fills the room of what was dead.
    private static final Pattern FILLERS = Pattern.compile(": +\\d+ +(\\d+) +\\[?L?jdk\\.internal\\.vm\\.Filler");
    private static final Pattern LOADERS = Pattern
            .compile(": +(\\d+) +\\d+ +org.apache.felix.framework.BundleWiringImpl\\$BundleClassLoader");
    private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");
    private static final Pattern CLASSES = Pattern.compile("Total = \\d+\\s+(\\d+)\\s");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    /// @param data the directory that the server writes to
    static Footprint of(long pid, Path data) throws InterruptedException {
        Jcmd.collect(pid);
        Map<String, Long> figures = new LinkedHashMap<>();
        String live = Jcmd.run(pid, "GC.class_histogram");
        figures.put("class loaders of bundles", number(LOADERS, live));
        figures.put("loaded classes", number(CLASSES, Jcmd.run(pid, "VM.classloader_stats")));
        figures.put("metaspace, KiB", number(METASPACE, Jcmd.run(pid, "VM.metaspace", "basic")));
        figures.put("live objects on the heap, KiB", (number(HEAP, live) - sum(FILLERS, live)) / 1024);
        figures.put("threads", threads(pid));
        figures.put("file descriptors", count(Path.of("/proc/" + pid + "/fd")));
        figures.put("files in the data directory", files(data));
        return new Footprint(figures);
    }

    private static long number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in: " + text.substring(0, Math.min(2000, text.length())));
        }
        return Long.parseLong(matcher.group(1));
    }

    private static long sum(Pattern pattern, String text) {
        return pattern.matcher(text).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    }

    private static long threads(long pid) {
        try {
            return number(THREADS, Files.readString(Path.of("/proc/" + pid + "/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(Path directory) {
        try (var files = Files.list(directory)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long files(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> !Files.isDirectory(file)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
