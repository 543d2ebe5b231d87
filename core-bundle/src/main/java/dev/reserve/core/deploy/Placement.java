package dev.reserve.core.deploy;

import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.hosting.Slots;
import dev.reserve.core.scheduling.Background;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Serving;
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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Brings into each slot of one kind of app the version that belongs there: launches it beside the current one, switches, and sees the old one off.
/// Touched by the deploy thread alone; launching happens on threads of their own, so that connections that keep all processors busy do not hold it up.
final class Placement<S extends Serving> implements Slots<S> {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    /// Over all placements: two versions never have the same number.
    private static final AtomicLong LAUNCHES = new AtomicLong();

    private final Hosting<S> hosting;
    private final Artifacts artifacts;
    private final Writer writer;
    private final Supplier<Settings> settings;
    private final History history;
    private final Transitions transitions;
    private final Takeover takeover;
    private final BiConsumer<AppSlot<?>, Launched<?>> retired;
    private final Runnable reconcile;
    private final Map<AppKey, AppSlot<S>> slots = new LinkedHashMap<>();
    private Map<AppKey, Optional<Duration>> wanted = Map.of();

    Placement(Hosting<S> hosting, Artifacts artifacts, Writer writer, Supplier<Settings> settings, History history, Transitions transitions,
            Takeover takeover, BiConsumer<AppSlot<?>, Launched<?>> retired, Runnable reconcile) {
        this.hosting = hosting;
        this.artifacts = artifacts;
        this.writer = writer;
        this.settings = settings;
        this.history = history;
        this.transitions = transitions;
        this.takeover = takeover;
        this.retired = retired;
        this.reconcile = reconcile;
    }

    Hosting<S> hosting() {
        return hosting;
    }

    Collection<AppSlot<S>> slots() {
        return slots.values();
    }

    @Override
    public Optional<Slot<S>> slot(AppKey key) {
        return appSlot(key).map(AppSlot::slot);
    }

    @Override
    public Optional<Offer> current(AppKey key) {
        return appSlot(key).flatMap(AppSlot::current).flatMap(launched -> launched.content().offer(hosting.type(), key.app()));
    }

    @Override
    public boolean followsOnProbation(AppKey key) {
        return appSlot(key).filter(slot -> slot.onProbation() && slot.predecessor().isPresent()).isPresent();
    }

    @Override
    public Optional<String> failure(AppKey key) {
        Optional<Attempt<S>> attempt = appSlot(key).flatMap(AppSlot::attempt);
        if (attempt.isPresent()) {
            return attempt.get() instanceof Attempt.Failed<S>(_, String reason) ? Optional.of(reason) : Optional.empty();
        }
        return isKnown(key) ? Optional.empty() : Optional.of("no artifact offers app " + key.app());
    }

    @Override
    public boolean isKnown(AppKey key) {
        return artifacts.provider(hosting.type(), key.app()).isPresent() || artifacts.all().stream().anyMatch(Artifact::pending);
    }

    Optional<AppSlot<S>> appSlot(AppKey key) {
        return Optional.ofNullable(slots.get(key));
    }

    /// The slots of an app, whatever their arguments.
    List<AppSlot<S>> slotsOf(String app) {
        return slots.values().stream().filter(slot -> slot.key().app().equals(app)).toList();
    }

    /// Sees to it that each slot that is wanted gets a version of the content that is to provide its app.
    ///
    /// @param missing told of an app that no artifact offers
    void pursue(Policies policies, BiConsumer<String, String> missing) {
        Map<String, Content> providers = artifacts.providers(hosting.type());
        wanted = hosting.wanted(deployed(providers));
        wanted.forEach((key, drainTimeout) -> {
            AppSlot<S> slot = slots.computeIfAbsent(key, _ -> new AppSlot<>(key, drainTimeout));
            slot.drainTimeout(drainTimeout);
            Content provider = policies.outOfService(key.app()) ? null : providers.get(key.app());
            if (provider != null) {
                pursue(slot, provider);
            } else {
                giveUp(slot);
                takeover.vacate(slot);
                if (!providers.containsKey(key.app())) {
                    missing.accept(hosting.type(), key.app());
                }
            }
        });
    }

    /// What those offer that the deploy folder provides.
    private Map<String, Offer> deployed(Map<String, Content> providers) {
        Map<String, Offer> deployed = new TreeMap<>();
        providers.forEach((app, content) -> {
            if (!content.artifact().bundled()) {
                content.offer(hosting.type(), app).ifPresent(offer -> deployed.put(app, offer));
            }
        });
        return deployed;
    }

    private void pursue(AppSlot<S> slot, Content content) {
        if (Stream.concat(slot.current().stream(), slot.canary().stream()).anyMatch(launched -> launched.content() == content)) {
            giveUp(slot);
        } else if (slot.attempt().filter(attempt -> attempt.content() == content).isEmpty()) {
            giveUp(slot);
            launch(slot, content);
        }
    }

    /// Whether an app is to be served from `content`.
    boolean wants(Content content) {
        return wanted.keySet().stream()
                .anyMatch(key -> artifacts.provider(hosting.type(), key.app()).equals(Optional.of(content)));
    }

    /// The slots that `content` is on its way into.
    List<AppSlot<S>> attempting(Content content) {
        return slots.values().stream().filter(slot -> slot.attempt().filter(attempt -> attempt.content() == content).isPresent()).toList();
    }

    /// Gives those that have become canaries their share; whether there were any.
    boolean startCanaries(Content content) {
        List<AppSlot<S>> canaries = attempting(content).stream().filter(takeover::wantsCanary).toList();
        for (AppSlot<S> slot : canaries) {
            if (slot.attempt().orElseThrow() instanceof Attempt.Ready<S> ready) {
                takeover.startCanary(slot, ready);
            }
        }
        return !canaries.isEmpty();
    }

    /// Makes current what is launched and accepted.
    void takeReady() {
        for (AppSlot<S> slot : slots.values()) {
            if (slot.attempt().orElse(null) instanceof Attempt.Ready<S> ready
                    && ready.content().artifact().accepted().equals(Optional.of(ready.content()))) {
                takeover.take(slot, ready, hosting.predecessor(slot.key()).flatMap(this::appSlot));
            }
        }
    }

    /// Puts the slots to use, and ends those that nobody asks for any more.
    void settle() {
        hosting.connect(this);
        slots.values().forEach(takeover::letGo);
        for (AppSlot<S> slot : List.copyOf(slots.values())) {
            if (!wanted.containsKey(slot.key()) && !hosting.uses(slot.slot())) {
                drop(slot);
            }
        }
    }

    private void drop(AppSlot<S> slot) {
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

    private static void giveUp(AppSlot<?> slot) {
        slot.attempt().ifPresent(attempt -> {
            slot.attempt(null);
            if (attempt instanceof Attempt.Ready(_, Version<?> version)) {
                Slot.drain(version, Duration.ZERO);
            }
        });
    }

    private void launch(AppSlot<S> slot, Content content) {
        Offer offer = content.offer(hosting.type(), slot.key().app()).orElseThrow();
        String id = content.copy().sha256().substring(0, 8) + "-" + LAUNCHES.incrementAndGet();
        Attempt<S> running = new Attempt.Running<>(content, id);
        slot.attempt(running);
        content.use(running);
        Duration timeout = settings.get().launchTimeout();
        Background.startOutside("launch-" + id, () -> {
            try {
                S serving = Bounded.call("the launch of app " + offer.app(), timeout, () -> {
                    Thread.currentThread().setContextClassLoader(offer.loader());
                    return hosting.launch(offer, slot.key());
                }, this::closeLate);
                Version<S> version = new Version<>(id, serving);
                writer.post(() -> launched(slot, running, version));
            } catch (RejectedException e) {
                RejectedException why = Optional.ofNullable(e.getCause()).flatMap(content.module()::remedy).map(e::with).orElse(e);
                writer.post(() -> notLaunched(slot, running, id, why));
            }
        });
    }

    private void closeLate(S serving) {
        try {
            serving.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "what was launched too late does not close", e);
        }
    }

    private void launched(AppSlot<S> slot, Attempt<S> running, Version<S> version) {
        Content content = running.content();
        content.use(version);
        content.unuse(running);
        note(slot, version, "new", "launched", null);
        AtomicReference<String> state = new AtomicReference<>("launched");
        version.watchState(next -> note(slot, version, state.getAndSet(next.label()), next.label(),
                next instanceof VersionState.Retired(_, Drained outcome) ? outcome.toString() : null));
        version.retired().thenAccept(outcome -> writer.post(() -> retired(slot, new Launched<>(content, version), outcome)));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Ready<>(content, version));
            LOG.log(Level.INFO, "app {0}: version {1} is launched, from {2}", slot.key().app(), version.id(), content);
        } else {
            Slot.drain(version, Duration.ZERO);
        }
        reconcile.run();
    }

    private void note(AppSlot<S> slot, Version<?> version, String from, String to, @Nullable String reason) {
        transitions.note("version", version.id(), slot.key().app(), from, to, reason);
    }

    private void notLaunched(AppSlot<S> slot, Attempt<S> running, String id, RejectedException why) {
        Content content = running.content();
        content.unuse(running);
        String reason = String.valueOf(why.getMessage());
        transitions.note("version", id, slot.key().app(), "new", "rejected", reason);
        history.add(slot.key().app(), Report.rejected(id, content, slot.key(), reason));
        if (slot.attempt().equals(Optional.of(running))) {
            slot.attempt(new Attempt.Failed<>(content, reason));
            LOG.log(Level.WARNING, "app " + slot.key().app() + ": version " + id + " is rejected, from " + content + ": " + reason,
                    why.getCause());
        }
        reconcile.run();
    }

    private void retired(AppSlot<S> slot, Launched<S> old, Drained outcome) {
        retired.accept(slot, old);
        slot.draining().remove(old);
        old.content().unuse(old.version());
        history.add(slot.key().app(), Report.version(old, slot, outcome.toString()));
        slot.refusal(old.version(), null);
        LOG.log(Level.INFO, "app {0}: version {1} is retired, {2}", slot.key().app(), old.version().id(), outcome);
        reconcile.run(); // there is room to drain now
    }
}
