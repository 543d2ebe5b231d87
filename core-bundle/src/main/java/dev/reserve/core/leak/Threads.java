package dev.reserve.core.leak;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/// The threads that live. Each keeps its context class loader, its task, its thread-locals, and what is on its stack.
final class Threads {

    private Threads() {}

    /// Platform threads, and of the virtual ones those that the JVM keeps track of (`jdk.trackAllThreads`), where it lets one see them.
    static Set<Thread> live() {
        Set<Thread> live = new HashSet<>(Thread.getAllStackTraces().keySet());
        Opened.type("jdk.internal.vm.ThreadContainers").flatMap(containers -> Opened.call(containers, null, "root"))
                .ifPresent(root -> addVirtual(root, live));
        return live;
    }

    private static void addVirtual(Object container, Set<Thread> live) {
        members(container, "threads").filter(Thread.class::isInstance).map(Thread.class::cast).filter(Thread::isVirtual).forEach(live::add);
        members(container, "children").forEach(child -> addVirtual(child, live));
    }

    private static Stream<?> members(Object container, String method) {
        return Opened.type("jdk.internal.vm.ThreadContainer").flatMap(type -> Opened.call(type, container, method))
                .map(found -> found instanceof Stream<?> stream ? stream : Stream.empty()).orElse(Stream.empty());
    }
}
