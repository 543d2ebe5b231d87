package dev.reserve.shell;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/// What the server has used so far, at one moment. Two of them make a [Load].
///
/// @param nanos when, by the clock that does not jump
/// @param cpuNanos of the server's process
/// @param processes that the server has started
record Sample(long nanos, long cpuNanos, int processors, long heapUsed, long heapMax, int threads, long descriptors, long descriptorsMax,
        long collections, long collectionMillis, List<Status.Listener> listeners, List<Status.Load> versions, List<Child> processes) {

    /// @param cpuNanos -1 if it is not known
    record Child(long pid, String command, long cpuNanos) {}

    static Sample take(Admin admin) {
        UnixOperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        Runtime runtime = Runtime.getRuntime();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new Sample(System.nanoTime(), system.getProcessCpuTime(), runtime.availableProcessors(),
                runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), ManagementFactory.getThreadMXBean().getThreadCount(),
                system.getOpenFileDescriptorCount(), system.getMaxFileDescriptorCount(),
                collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum(),
                collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).sum(), admin.status().listeners(), admin.loads(),
                ProcessHandle.current().descendants().map(Sample::child).toList());
    }

    private static Child child(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        String command = info.command().map(path -> path.substring(path.lastIndexOf('/') + 1)).orElse("")
                + info.arguments().map(arguments -> " " + String.join(" ", arguments)).orElse("");
        return new Child(process.pid(), Secrets.masked(command.strip()), info.totalCpuDuration().map(cpu -> cpu.toNanos()).orElse(-1L));
    }

    OptionalLong accepted(String listener) {
        return listeners.stream().filter(each -> each.name().equals(listener)).mapToLong(Status.Listener::accepted).findFirst();
    }
}
