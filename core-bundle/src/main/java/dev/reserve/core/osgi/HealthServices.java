package dev.reserve.core.osgi;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import dev.reserve.core.listener.Listener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/// How the server is, for the launcher, which tells the service manager. As services of types of the platform, for the launcher shares no others with bundles:
/// `reserve.health=state` gives the state, `reserve.health=ailment` what is wrong with a part, or an empty text.
final class HealthServices {
    private static final String NAME = "reserve.health";

    private HealthServices() {}

    static void register(BundleContext context, Admin admin, List<Listener> listeners) {
        Supplier<Map<String, Object>> state = () -> state(admin.status());
        context.registerService(Supplier.class, state, FrameworkUtil.asDictionary(Map.of(NAME, "state")));
        for (Listener listener : listeners) {
            Function<Duration, String> ailment = patience -> ailment(listener, patience);
            context.registerService(Function.class, ailment, FrameworkUtil.asDictionary(Map.of(NAME, "ailment")));
        }
    }

    private static Map<String, Object> state(Status status) {
        Set<String> apps = new TreeSet<>();
        boolean bound = false;
        long serving = 0;
        long open = 0;
        for (Status.Listener listener : status.listeners()) {
            String app = listener.app();
            bound |= app != null;
            open += listener.open();
            if (app != null && listener.version() != null) {
                apps.add(app);
                serving++;
            }
        }
        return Map.of("state", status.server().state(), "listeners", (long) status.listeners().size(), "bound", bound, "serving", serving,
                "open",
                open, "apps", String.join(", ", apps));
    }

    private static String ailment(Listener listener, Duration patience) {
        try {
            return listener.ailment(patience).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
