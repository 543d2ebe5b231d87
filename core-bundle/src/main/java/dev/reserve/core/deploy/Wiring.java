package dev.reserve.core.deploy;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.binding.Binding;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.slot.Slot;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decides which app is to serve a listener. Touched by the deploy thread alone.
///
/// A binding from configuration goes first, then the app of the command line. Where there is neither, an app whose service property
/// names the listener takes it, or the only app there is that no binding names; and keeps it until its artifact is gone, while others wait.
final class Wiring {

    /// What is to serve a listener.
    sealed interface Decision {

        /// @param drainTimeout of the binding, if it has one
        record Bound(AppKey key, Optional<Duration> drainTimeout) implements Decision {}

        record Unbound(String reason) implements Decision {}
    }

    private final Map<String, Binding> bindings = new TreeMap<>();
    /// Which app took a listener that nothing was bound to.
    private final Map<Door, String> taken = new HashMap<>();
    private @Nullable AppKey commandLine;

    Map<String, Binding> bindings() {
        return bindings;
    }

    void commandLine(AppKey key) {
        commandLine = key;
    }

    /// @param offers all apps in the deploy folder, by name
    Decision decide(Door door, Map<String, Offer> offers) {
        Optional<Binding> binding = bindings.values().stream().filter(each -> door.isCalled(each.listener())).findFirst();
        if (binding.isPresent()) {
            return new Decision.Bound(new AppKey(binding.get().app(), binding.get().args()), binding.get().drainTimeout());
        }
        if (commandLine != null) {
            return new Decision.Bound(commandLine, Optional.empty());
        }
        String holder = taken.get(door);
        if (holder != null && offers.containsKey(holder) && (!isBound(holder) || serves(door))) {
            return bound(holder);
        }
        taken.remove(door);
        Comparator<Offer> byName = Comparator.comparing(Offer::app);
        Optional<Offer> named = offers.values().stream()
                .filter(offer -> offer.strings(ReserveApp.LISTENER).stream().anyMatch(door::isCalled)).min(byName);
        List<Offer> free = offers.values().stream().filter(offer -> offer.strings(ReserveApp.LISTENER).isEmpty() && !isBound(offer.app()))
                .sorted(byName)
                .toList();
        if (named.isEmpty() && free.size() != 1) {
            return new Decision.Unbound(free.isEmpty()
                    ? "no app is bound to it, and none in the deploy folder takes it"
                    : "it could be taken by any of the apps " + String.join(", ", free.stream().map(Offer::app).toList())
                            + "; name one on the command line or in a file reserve.binding-NAME.cfg with listener=" + door.listener().name()
                            + " and app=…");
        }
        String app = named.orElseGet(free::getFirst).app();
        taken.put(door, app);
        return bound(app);
    }

    /// Why an app that nobody asked for does not serve.
    String whyWaiting(String app, List<Door> doors) {
        List<String> others = doors.stream()
                .map(door -> door.listener().name() + (taken.containsKey(door) ? " (" + taken.get(door) + ")" : "")).toList();
        return "no listener is bound to app " + app + ": "
                + (others.isEmpty() ? "there is none" : "all have another one: " + String.join(", ", others))
                + "; to bind it, write a file reserve.binding-NAME.cfg with listener=… and app=" + app;
    }

    /// Whether a binding names the app: then it has its place, and may not be able to do without the binding's arguments.
    private boolean isBound(String app) {
        return bindings.values().stream().anyMatch(binding -> binding.app().equals(app));
    }

    private static boolean serves(Door door) {
        return door.listener().slot().flatMap(Slot::current).isPresent();
    }

    private static Decision bound(String app) {
        return new Decision.Bound(new AppKey(app, List.of()), Optional.empty());
    }
}
