package dev.reserve.core.deploy;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.listener.Connections;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.core.slot.VersionState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Brings into each slot the version that belongs there: launches it beside the current one, switches, and sees the old one off. Touched by the
/// deploy thread alone; launching happens on virtual threads.
final class Placement {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Artifacts artifacts;
    private final Writer writer;
    private final Supplier<Settings> settings;
    private final Function<String, Limit> limits;
    private final History history;
    private final Transitions transitions;
    private final Takeover takeover;
    private final BiConsumer<AppSlot, Launched> retired;
    private final Runnable reconcile;
    private final Map<AppSlot.Key, AppSlot> slots = new LinkedHashMap<>();
    private long launches;

    Placement(Artifacts artifacts, Writer writer, Supplier<Settings> settings, Function<String, Limit> limits, History history,
            Transitions transitions,
            Takeover takeover,
            BiConsumer<AppSlot, Launched> retired, Runnable reconcile) {
        this.artifacts = artifacts;
        this.writer = writer;
        this.settings = settings;
        this.limits = limits;
        this.history = history;
        this.transitions = transitions;
        this.takeover = takeover;
        this.retired = retired;
        this.reconcile = reconcile;
    }

    Collection<AppSlot> slots() {
        return slots.values();
    }

    Optional<AppSlot> slot(AppSlot.Key key) {
        return Optional.ofNullable(slots.get(key));
    }

    /// The slots of an app, whatever their arguments.
    List<AppSlot> slotsOf(String app) {
        return slots.values().stream().filter(slot -> slot.key().app().equals(app)).toList();
    }

    /// Sees to it that the slot gets a version of the content that is to provide its app; false if there is none.
    boolean pursue(AppSlot.Key key, Optional<Duration> drainTimeout) {
        AppSlot slot = slots.computeIfAbsent(key, _ -> new AppSlot(key, drainTimeout));
        slot.drainTimeout(drainTimeout);
        Optional<Content> provider = artifacts.provider(key.app());
        if (provider.isEmpty()) {
            giveUp(slot);
            takeover.vacate(slot);
            return false;
        }
        Content content = provider.get();
        if (Stream.concat(slot.current().stream(), slot.canary().stream()).anyMatch(launched -> launched.content() == content)) {
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

    /// Ends what no listener asks for any more.
    void drop(AppSlot slot) {
        giveUp(slot);
        takeover.vacate(slot);
        if (slot.idle()) {
            slots.remove(slot.key());
        }
    }

    /// Ends all; what is open drains.
    List<CompletableFuture<Drained>> endAll() {
        slots.values().forEach(slot -> {
            giveUp(slot);
            takeover.vacate(slot);
        });
        return slots.values().stream().flatMap(slot -> slot.draining().stream()).map(old -> old.version().retired()).toList();
    }

    private static void giveUp(AppSlot slot) {
        slot.attempt().ifPresent(attempt -> {
            slot.attempt(null);
            if (attempt instanceof Attempt.Ready(_, Version<Connections> version)) {
                Slot.drain(version, Duration.ZERO);
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
        Limit limit = limits.apply(offer.app());
        Thread.ofVirtual().name("launch-" + id).start(() -> {
            try {
                ConnectionHandler handler = Bounded.call("the launch of app " + offer.app(), timeout,
                        () -> launch(offer, slot.key().args()),
                        Placement::closeLate);
                Version<Connections> version = new Connections(handler, offer.loader(), limit).version(id);
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
        note(slot, version, "new", "launched", null);
        AtomicReference<String> state = new AtomicReference<>("launched");
        version.watchState(next -> note(slot, version, state.getAndSet(next.label()), next.label(),
                next instanceof VersionState.Retired(_, Drained outcome) ? outcome.toString() : null));
        version.retired().thenAccept(outcome -> writer.post(() -> retired(slot, new Launched(content, version), outcome)));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Ready(content, version));
            LOG.log(Level.INFO, "app {0}: version {1} is launched, from {2}", slot.key().app(), version.id(), content);
        } else {
            Slot.drain(version, Duration.ZERO);
        }
        reconcile.run();
    }

    private void note(AppSlot slot, Version<?> version, String from, String to, @Nullable String reason) {
        transitions.note("version", version.id(), slot.key().app(), from, to, reason);
    }

    private void notLaunched(AppSlot slot, Attempt running, String id, RejectedException why) {
        Content content = running.content();
        content.unuse(running);
        String reason = String.valueOf(why.getMessage());
        transitions.note("version", id, slot.key().app(), "new", "rejected", reason);
        history.add(slot.key().app(), Report.rejected(id, content, slot.key(), reason));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Failed(content, reason));
            LOG.log(Level.WARNING, "app " + slot.key().app() + ": version " + id + " is rejected, from " + content + ": " + reason,
                    why.getCause());
        }
        reconcile.run();
    }

    private void retired(AppSlot slot, Launched old, Drained outcome) {
        retired.accept(slot, old);
        slot.draining().remove(old);
        old.content().unuse(old.version());
        history.add(slot.key().app(), Report.version(old, slot.key(), outcome.toString()));
        LOG.log(Level.INFO, "app {0}: version {1} is retired, {2}", slot.key().app(), old.version().id(), outcome);
        takeover.review(slot); // there is room to drain now
        reconcile.run();
    }
}
