package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// Shutdown hooks that were not removed: threads that have not been started, each with its task and its context class loader.
final class ShutdownHookHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        for (Thread hook : hooks()) {
            Optional<String> how = reach.includes(hook.getClass().getClassLoader())
                    ? Optional.of(": it is a " + hook.getClass().getName())
                    : ThreadHolders.task(hook, reach);
            if (how.isEmpty() && reach.includes(hook.getContextClassLoader())) {
                how = Optional.of(": context class loader");
            }
            how.ifPresent(found -> holders.add("shutdown hook \"" + hook.getName() + "\"" + found));
        }
        return holders;
    }

    private static List<Thread> hooks() {
        return Opened.type("java.lang.ApplicationShutdownHooks").map(type -> {
            synchronized (type) { // as the class itself does when it changes them
                return Opened.field(type, "hooks", null).map(ShutdownHookHolders::keys).orElse(List.of());
            }
        }).orElse(List.of());
    }

    private static List<Thread> keys(Object hooks) {
        return hooks instanceof IdentityHashMap<?, ?> map
                ? map.keySet().stream().filter(Thread.class::isInstance).map(Thread.class::cast).toList()
                : List.of();
    }
}
