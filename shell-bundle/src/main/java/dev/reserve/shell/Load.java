package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the server does, from two [Sample]s. The names of the components are those of its JSON form; shares of processors are in percent of one of them.
///
/// @param cpuPercent of the server's process
/// @param threads of the platform
/// @param collections of garbage since the start
record Load(double seconds, double cpuPercent, int processors, long heapBytes, long heapMaxBytes, int threads, long descriptors,
        long descriptorsMax, long collections, double collectionSeconds, List<Version> versions, List<Listener> listeners,
        List<Child> processes) {

    /// @param unit what is accepted: `connections` or `requests`
    /// @param cpuPercent of its own platform threads; null if it has none
    record Version(String app, String version, String unit, double perSecond, long open, long accepted, @Nullable Double cpuPercent) {}

    record Listener(String name, double perSecond, long open, long accepted, @Nullable Integer waiting) {}

    record Child(long pid, @Nullable Double cpuPercent, String command) {}

    static Load between(Sample before, Sample now) {
        double seconds = Math.max(1, now.nanos() - before.nanos()) / 1e9;
        List<Version> versions = now.versions().stream().map(each -> version(before, each, seconds)).toList();
        List<Listener> listeners = now.listeners().stream().map(each -> new Listener(each.name(),
                (each.accepted() - before.accepted(each.name()).orElse(0)) / seconds, each.open(), each.accepted(), each.waiting()))
                .toList();
        List<Child> processes = now.processes().stream().map(each -> process(before, each, seconds)).toList();
        return new Load(seconds, percent((now.cpuNanos() - before.cpuNanos()) / 1e9, seconds), now.processors(), now.heapUsed(),
                now.heapMax(), now.threads(), now.descriptors(), now.descriptorsMax(), now.collections(), now.collectionMillis() / 1000.0,
                versions, listeners, processes);
    }

    private static Version version(Sample before, Status.Load now, double seconds) {
        Optional<Status.Load> earlier = before.versions().stream()
                .filter(each -> each.app().equals(now.app()) && each.version().equals(now.version())).findFirst();
        Double cpu = now.cpuSeconds() == null
                ? null
                : percent(now.cpuSeconds() - earlier.map(Status.Load::cpuSeconds).orElse(0.0), seconds);
        return new Version(now.app(), now.version(), now.unit(), (now.accepted() - earlier.map(Status.Load::accepted).orElse(0L)) / seconds,
                now.open(), now.accepted(), cpu);
    }

    private static Child process(Sample before, Sample.Child now, double seconds) {
        long earlier = before.processes().stream().filter(each -> each.pid() == now.pid()).mapToLong(Sample.Child::cpuNanos).findFirst()
                .orElse(0);
        Double cpu = now.cpuNanos() < 0 ? null : percent((now.cpuNanos() - Math.max(0, earlier)) / 1e9, seconds);
        return new Child(now.pid(), cpu, now.command());
    }

    private static double percent(double used, double seconds) {
        return Math.max(0, 100 * used / seconds);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT,
                "cpu %.1f %% of %d processors, heap %s of %s, %d platform threads, %d of %d descriptors, %d collections in %.2f s%n",
                cpuPercent, processors, mebibytes(heapBytes), mebibytes(heapMaxBytes), threads, descriptors, descriptorsMax, collections,
                collectionSeconds));
        Table apps = new Table("APP", "VERSION", "PER SECOND", "OPEN", "ACCEPTED", "UNIT", "CPU");
        versions.forEach(each -> apps.row(each.app, each.version, rounded(each.perSecond), each.open, each.accepted, each.unit,
                share(each.cpuPercent)));
        text.append('\n').append(apps.isEmpty() ? "no apps\n" : apps);
        Table sockets = new Table("LISTENER", "PER SECOND", "OPEN", "ACCEPTED", "WAITING");
        listeners.forEach(each -> sockets.row(each.name, rounded(each.perSecond), each.open, each.accepted, each.waiting));
        text.append('\n').append(sockets.isEmpty() ? "no listeners\n" : sockets);
        if (!processes.isEmpty()) {
            Table started = new Table("PROCESS", "CPU", "COMMAND");
            processes.forEach(each -> started.row(each.pid, share(each.cpuPercent), each.command));
            text.append('\n').append(started);
        }
        return text.toString().stripTrailing();
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static @Nullable String share(@Nullable Double percent) {
        return percent == null ? null : String.format(Locale.ROOT, "%.1f %%", percent);
    }
}
