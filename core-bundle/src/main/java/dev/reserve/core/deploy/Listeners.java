package dev.reserve.core.deploy;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.hosting.Slots;
import dev.reserve.core.listener.Connections;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The listeners, as what serves with [ReserveApp]s: each gives its connections to the slot of the app that is bound to it. Touched by the deploy
/// thread alone, but for [#launch].
final class Listeners implements Hosting<Connections> {

    private final List<Door> doors = new ArrayList<>();
    private final Wiring wiring = new Wiring();
    private final Policies policies;
    private Map<Door, Wiring.Decision> decisions = Map.of();

    Listeners(Policies policies) {
        this.policies = policies;
    }

    List<Door> doors() {
        return doors;
    }

    Wiring wiring() {
        return wiring;
    }

    /// What each listener is to be served by.
    Map<Door, Wiring.Decision> decisions() {
        return decisions;
    }

    @Override
    public String type() {
        return ReserveApp.class.getName();
    }

    @Override
    public Connections launch(Offer offer, AppKey key) throws Exception {
        if (!(offer.service() instanceof ReserveApp app)) {
            throw new RejectedException("app " + key.app() + " is a " + offer.service().getClass().getName() + "; expected a " + type());
        }
        ConnectionHandler handler = app.launch(key.args().toArray(String[]::new));
        if (handler == null) { // an app need not be compiled with null checks
            throw new RejectedException("the launch of app " + key.app() + " returned null; expected a ConnectionHandler");
        }
        return new Connections(handler, offer.loader(), policies.limit(key.app()));
    }

    @Override
    public Map<AppKey, Optional<Duration>> wanted(Map<String, Offer> offers) {
        Map<Door, Wiring.Decision> next = new HashMap<>();
        doors.forEach(door -> next.put(door, inService(wiring.decide(door, offers))));
        decisions = next;
        Map<AppKey, Optional<Duration>> wanted = new HashMap<>();
        for (Wiring.Decision decision : next.values()) {
            if (decision instanceof Wiring.Decision.Bound(AppKey key, Optional<Duration> drainTimeout)) {
                wanted.merge(key, drainTimeout, (a, b) -> Stream.concat(a.stream(), b.stream()).max(Comparator.naturalOrder()));
            }
        }
        wanted.keySet().forEach(key -> policies.limit(key.app())); // it is there when the launch asks for it
        return wanted;
    }

    private Wiring.Decision inService(Wiring.Decision decision) {
        return decision instanceof Wiring.Decision.Bound(AppKey key, _) && policies.outOfService(key.app())
                ? new Wiring.Decision.Unbound("app " + key.app() + " is out of service: drain " + key.app() + " --off ends that")
                : decision;
    }

    /// Gives each listener the slot it is to have, as soon as that can serve; until then it keeps the one it has, if that can.
    @Override
    public void connect(Slots<Connections> slots) {
        decisions.forEach((door, decision) -> {
            Listener listener = door.listener();
            boolean serves = listener.slot().flatMap(Slot::current).isPresent();
            switch (decision) {
                case Wiring.Decision.Unbound _ -> listener.bind(null, new Limit());
                case Wiring.Decision.Bound(AppKey key, _) -> slots.slot(key).filter(slot -> slot.current().isPresent() || !serves)
                        .ifPresent(slot -> listener.bind(slot, policies.limit(key.app())));
            }
        });
    }

    @Override
    public boolean uses(Slot<Connections> slot) {
        return doors.stream().anyMatch(door -> door.listener().slot().equals(Optional.of(slot)));
    }

    @Override
    public String whyWaiting(String app) {
        return wiring.whyWaiting(app, doors);
    }
}
