package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Threads that go on: by their class, context class loader, task, or what they run. A timer's thread also by what it is to run.
@SuppressWarnings("ReferenceEquality") // a loader is what it is; what its equals says is beside the point
final class ThreadHolders implements Holders {

    private static final String TIMER = "java.util.TimerThread";

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        Map<String, Boolean> defined = new HashMap<>();
        for (Thread thread : Threads.live()) {
            String name = "thread \"" + thread.getName() + "\"";
            how(thread, reach).or(() -> frame(thread, loader, defined)).or(() -> task(thread, reach))
                    .ifPresent(how -> holders.add(name + how));
            reach.check("uncaught exception handler of " + name, thread.getUncaughtExceptionHandler(), holders);
            if (thread.getClass().getName().equals(TIMER)) {
                timer(thread, reach, holders);
            }
        }
        return holders;
    }

    private static Optional<String> how(Thread thread, Reach reach) {
        if (reach.includes(thread.getClass().getClassLoader())) {
            return Optional.of(": it is a " + thread.getClass().getName() + at(thread));
        }
        if (reach.includes(thread.getContextClassLoader())) {
            String timer = thread.getClass().getName().equals(TIMER) ? " (a java.util.Timer, not cancelled)" : "";
            return Optional.of(timer + ": context class loader" + at(thread));
        }
        return Optional.empty();
    }

    private static String at(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length == 0 ? "" : ", at " + stack[0];
    }

    /// A frame has only the name of a class. If it could as well be one of the thread's own app, such as the next version, it is taken to be that.
    private static Optional<String> frame(Thread thread, ClassLoader loader, Map<String, Boolean> defined) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            String name = frame.getClassName();
            if (frame.getModuleName() == null && frame.getClassLoaderName() == null
                    && defined.computeIfAbsent(name, _ -> defines(loader, name))
                    && !defines(thread.getContextClassLoader(), name)) {
                return Optional.of(": runs " + frame);
            }
        }
        return Optional.empty();
    }

    private static boolean defines(@Nullable ClassLoader loader, String className) {
        if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
            return false;
        }
        try {
            return Class.forName(className, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) { // a loader of an uninstalled bundle may throw anything
            return false;
        }
    }

    /// What a thread was started with, which it keeps while it runs what others gave it.
    static Optional<String> task(Thread thread, Reach reach) {
        return Opened.field(Thread.class, "holder", thread).flatMap(holder -> Opened.field(holder.getClass(), "task", holder))
                .flatMap(reach::of).map(how -> ": its task is " + how);
    }

    private static void timer(Thread thread, Reach reach, List<String> holders) {
        Opened.field(thread.getClass(), "queue", thread).flatMap(queue -> Opened.field(queue.getClass(), "queue", queue))
                .ifPresent(tasks -> {
                    for (Object task : (Object[]) tasks) {
                        reach.check("task of the java.util.Timer \"" + thread.getName() + "\"", task, holders);
                    }
                });
    }
}
