package dev.reserve.core.deploy;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.listener.Connections;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Brings into each slot the version that belongs there: launches it beside the current one, switches, and sees the old one off. Touched by the
/// deploy thread alone; launching happens on virtual threads.
final class Placement {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Artifacts artifacts;
    private final Writer writer;
    private final Supplier<Settings> settings;
    private final History history;
    private final Runnable reconcile;
    private final Map<AppSlot.Key, AppSlot> slots = new LinkedHashMap<>();
    private long launches;

    Placement(Artifacts artifacts, Writer writer, Supplier<Settings> settings, History history, Runnable reconcile) {
        this.artifacts = artifacts;
        this.writer = writer;
        this.settings = settings;
        this.history = history;
        this.reconcile = reconcile;
    }

    Collection<AppSlot> slots() {
        return slots.values();
    }

    Optional<AppSlot> slot(AppSlot.Key key) {
        return Optional.ofNullable(slots.get(key));
    }

    /// Sees to it that the slot gets a version of the content that is to provide its app; false if there is none.
    boolean pursue(AppSlot.Key key, Duration drainTimeout) {
        AppSlot slot = slots.computeIfAbsent(key, _ -> new AppSlot(key, drainTimeout));
        slot.drainTimeout(drainTimeout);
        Optional<Content> provider = artifacts.provider(key.app());
        if (provider.isEmpty()) {
            giveUp(slot);
            vacate(slot);
            return false;
        }
        Content content = provider.get();
        if (slot.current().filter(current -> current.content() == content).isPresent()) {
            giveUp(slot);
        } else if (slot.attempt().filter(attempt -> attempt.content() == content).isEmpty()) {
            giveUp(slot);
            launch(slot, content);
        }
        return true;
    }

    /// The slots that `content` is on its way into.
    List<AppSlot> attempting(Content content) {
        return slots.values().stream().filter(slot -> slot.attempt().filter(attempt -> attempt.content() == content).isPresent()).toList();
    }

    /// Makes what was launched for the slot its current version, in one write.
    void take(AppSlot slot, Attempt.Ready ready) {
        Optional<Launched> before = slot.current();
        slot.attempt(null);
        slot.current(new Launched(ready.content(), ready.version()));
        ready.content().markServed();
        slot.slot().swap(ready.version(), slot.drainTimeout());
        LOG.log(Level.INFO, "app {0}: version {1} is current, from {2}{3}", slot.key().app(), ready.version().id(), ready.content(),
                before.map(old -> "; " + old.version().id() + " drains, " + old.version().open() + " open").orElse(""));
        before.ifPresent(old -> slot.draining().add(old));
    }

    /// Ends what no listener asks for any more.
    void drop(AppSlot slot) {
        giveUp(slot);
        vacate(slot);
        if (slot.idle()) {
            slots.remove(slot.key());
        }
    }

    /// Ends all; what is open drains.
    List<CompletableFuture<Drained>> endAll() {
        slots.values().forEach(slot -> {
            giveUp(slot);
            vacate(slot);
        });
        return slots.values().stream().flatMap(slot -> slot.draining().stream()).map(old -> old.version().retired()).toList();
    }

    private void vacate(AppSlot slot) {
        slot.current().ifPresent(old -> {
            slot.current(null);
            slot.draining().add(old);
            slot.slot().vacate(slot.drainTimeout());
            LOG.log(Level.INFO, "app {0}: no version is current; {1} drains, {2} open", slot.key().app(), old.version().id(),
                    old.version().open());
        });
    }

    private static void giveUp(AppSlot slot) {
        slot.attempt().ifPresent(attempt -> {
            slot.attempt(null);
            if (attempt instanceof Attempt.Ready(_, Version<Connections> version)) {
                Slot.discard(version);
            }
        });
    }

    private void launch(AppSlot slot, Content content) {
        Offer offer = content.offer(slot.key().app()).orElseThrow();
        String id = content.copy().sha256().substring(0, 8) + "-" + ++launches;
        Attempt running = new Attempt.Running(content, id);
        slot.attempt(running);
        content.use(running);
        Duration timeout = settings.get().launchTimeout();
        Thread.ofVirtual().name("launch-" + id).start(() -> {
            try {
                ConnectionHandler handler = Bounded.call("the launch of app " + offer.app(), timeout,
                        () -> launch(offer, slot.key().args()),
                        Placement::closeLate);
                Version<Connections> version = new Connections(handler, offer.loader()).version(id);
                writer.post(() -> launched(slot, running, version));
            } catch (RejectedException e) {
                writer.post(() -> notLaunched(slot, running, id, e));
            }
        });
    }

    private static ConnectionHandler launch(Offer offer, List<String> args) throws Exception {
        Thread.currentThread().setContextClassLoader(offer.loader());
        ConnectionHandler handler = offer.service().launch(args.toArray(String[]::new));
        if (handler == null) { // an app need not be compiled with null checks
            throw new RejectedException("the launch of app " + offer.app() + " returned null; expected a ConnectionHandler");
        }
        return handler;
    }

    private static void closeLate(ConnectionHandler handler) {
        try {
            handler.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "a handler that was launched too late does not close", e);
        }
    }

    private void launched(AppSlot slot, Attempt running, Version<Connections> version) {
        Content content = running.content();
        content.use(version);
        content.unuse(running);
        version.retired().thenAccept(outcome -> writer.post(() -> retired(slot, new Launched(content, version), outcome)));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Ready(content, version));
            LOG.log(Level.INFO, "app {0}: version {1} is launched, from {2}", slot.key().app(), version.id(), content);
        } else {
            Slot.discard(version);
        }
        reconcile.run();
    }

    private void notLaunched(AppSlot slot, Attempt running, String id, RejectedException why) {
        Content content = running.content();
        content.unuse(running);
        String reason = String.valueOf(why.getMessage());
        history.add(slot.key().app(), Report.rejected(id, content, slot.key(), reason));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Failed(content, reason));
            LOG.log(Level.WARNING, "app " + slot.key().app() + ": version " + id + " is rejected, from " + content + ": " + reason,
                    why.getCause());
        }
        reconcile.run();
    }

    private void retired(AppSlot slot, Launched old, Drained outcome) {
        slot.draining().remove(old);
        old.content().unuse(old.version());
        history.add(slot.key().app(), Report.version(old, slot.key(), outcome.toString()));
        LOG.log(Level.INFO, "app {0}: version {1} is retired, {2}", slot.key().app(), old.version().id(), outcome);
        reconcile.run();
    }
}
