package dev.reserve.core.deploy;

import dev.reserve.core.admin.Status;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.listener.AddressText;
import dev.reserve.core.listener.Connections;
import dev.reserve.core.listener.OpenConnection;
import dev.reserve.core.slot.Version;
import dev.reserve.core.socket.Traffic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A closer look at the versions that live: who is connected to them, and what they use. What takes long happens on the thread that asks.
final class Inspection {

    private record Live(String app, Launched<?> launched, Optional<ClassLoader> loader) {}

    private record Open(String app, Version<Connections> version) {}

    private final Writer writer;
    private final Deployment deployment;

    Inspection(Writer writer, Deployment deployment) {
        this.writer = writer;
        this.deployment = deployment;
    }

    List<Status.Connection> connections(boolean stacks) {
        List<Open> versions = writer.ask(() -> deployment.connections().slots().stream()
                .flatMap(slot -> Stream.concat(slot.live().stream(), slot.draining().stream())
                        .map(launched -> new Open(slot.key().app(), launched.version())))
                .toList());
        return versions.stream().flatMap(each -> each.version.serving().open().stream().map(open -> connection(each, open, stacks)))
                .toList();
    }

    private static Status.Connection connection(Open version, OpenConnection open, boolean stacks) {
        Optional<Traffic> traffic = Traffic.of(open.socket());
        List<String> stack = stacks
                ? open.thread().stream().flatMap(thread -> Arrays.stream(thread.getStackTrace())).map(StackTraceElement::toString).toList()
                : List.of();
        return new Status.Connection(AddressText.of(open.peer()), open.listener(), version.app, version.version.id(),
                open.age().toMillis() / 1000.0, open.thread().isPresent() ? "handled" : "kept", traffic.map(Traffic::received).orElse(null),
                traffic.map(Traffic::sent).orElse(null), stack);
    }

    List<Status.Load> loads() {
        List<Live> versions = writer.ask(() -> deployment.placements().stream().flatMap(Inspection::live).toList());
        Map<ClassLoader, Long> used = new HashMap<>();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (Thread thread : platformThreads()) {
            ClassLoader loader = thread.getContextClassLoader();
            long nanos = loader == null || !threads.isThreadCpuTimeSupported() ? -1 : threads.getThreadCpuTime(thread.threadId());
            if (loader != null && nanos >= 0) {
                used.merge(loader, nanos, Long::sum);
            }
        }
        List<Status.Load> loads = new ArrayList<>();
        for (Live each : versions) {
            Version<?> version = each.launched.version();
            Long nanos = each.loader.map(used::get).orElse(null);
            loads.add(new Status.Load(each.app, version.id(), version.serving().unit(), version.accepted(), version.open(),
                    nanos == null ? null : nanos / 1e9));
        }
        return loads;
    }

    private static Stream<Live> live(Placement<?> placement) {
        return placement.slots().stream().flatMap(slot -> live(placement.hosting().type(), slot));
    }

    private static Stream<Live> live(String type, AppSlot<?> slot) {
        String app = slot.key().app();
        return Stream.concat(slot.live().stream(), slot.draining().stream())
                .map(launched -> new Live(app, launched, launched.content().offer(type, app).map(offer -> offer.loader())));
    }

    private static List<Thread> platformThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = root; parent != null; parent = parent.getParent()) {
            root = parent;
        }
        Thread[] threads = new Thread[root == null ? 0 : root.activeCount() + 100];
        int number = root == null ? 0 : root.enumerate(threads);
        return List.of(Arrays.copyOf(threads, number));
    }
}
