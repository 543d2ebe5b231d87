package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// Values that were left in thread-locals of threads that are not the app's own, such as those of a pool.
///
/// A value stays until its thread ends, or takes the place in its table for another. The key is weak, and so keeps nothing.
final class ThreadLocalHolders implements Holders {

    /// The fields of a thread that have its values, and what they are to an author.
    private static final Map<String, String> TABLES = Map.of("threadLocals", "ThreadLocal", "inheritableThreadLocals",
            "InheritableThreadLocal");

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        for (Thread thread : Threads.live()) {
            TABLES.forEach((field, kind) -> Opened.field(Thread.class, field, thread)
                    .flatMap(locals -> Opened.field(locals.getClass(), "table", locals)).ifPresent(entries -> {
                        for (Object entry : (Object[]) entries) {
                            value(kind + " of thread \"" + thread.getName() + "\"", entry, reach, holders);
                        }
                    }));
        }
        return holders;
    }

    private static void value(String what, @Nullable Object entry, Reach reach, List<String> holders) {
        if (entry != null) {
            Opened.field(entry.getClass(), "value", entry).ifPresent(value -> reach.check(what, value, holders));
        }
    }
}
