package dev.reserve.core.deploy;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import dev.reserve.core.binding.Binding;
import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.journal.LastGood;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.listener.ListenerPolicy;
import dev.reserve.core.slot.Drained;
import dev.reserve.core.slot.Slot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Keeps listeners, bindings and artifacts in accord: whenever one of them changes, it works out what is to serve, and sets going what is missing.
///
/// All methods may be called from any thread; none waits for an artifact. What they ask for happens on the deploy thread, in their order.
public final class Deployer implements Admin, Takeover.Verdicts, AutoCloseable {

    /// How long the start waits for what is in the deploy folder, so that nothing serves for a moment what is then replaced.
    private static final Duration BOOT = Duration.ofSeconds(2);
    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Writer writer = new Writer();
    private final Artifacts artifacts = new Artifacts();
    private final Wiring wiring = new Wiring();
    private final History history = new History();
    private final Map<String, String> invalidBindings = new TreeMap<>();
    private final Map<String, AppPolicy> policies = new HashMap<>();
    private final Map<String, Limit> limits = new HashMap<>();
    private final Set<String> outOfService = new HashSet<>();
    private final List<Door> doors = new ArrayList<>();
    private final Journal journal;
    private final LeakWatch leaks;
    private final Intakes intakes;
    private final Takeover takeover;
    private final Placement placement;
    private final Report report;
    private Settings settings = Settings.DEFAULT;
    private Phase phase = Phase.STARTING;
    private Map<Door, Wiring.Decision> decisions = Map.of();

    /// How far the server as a whole has come.
    enum Phase {
        STARTING, SERVING, STOPPING
    }

    /// @param version of Reserve, for the status
    /// @param bundledApps the directory of the apps that are fetched when a binding names them: `NAME.jar`
    /// @param store the directory for the copies of artifacts
    /// @param journal what happened, in earlier runs too; stays the caller's to close
    /// @param leaks told of class loaders that are to go away; stays the caller's to close
    public Deployer(String version, Modules modules, Path bundledApps, Path store, Journal journal, LeakWatch leaks) throws IOException {
        Store copies = new Store(store, () -> LastGood.of(journal.entries()).contents());
        this.journal = journal;
        this.leaks = leaks;
        this.intakes = new Intakes(artifacts, modules, copies, bundledApps, writer, () -> settings, journal, leaks, this::reconcile);
        this.takeover = new Takeover(writer, this::policy, this, this::reconcile);
        this.placement = new Placement(artifacts, writer, () -> settings, this::limit, history, takeover,
                (slot, old) -> journal.append(new Change.Retired(version(slot, old))), this::reconcile);
        this.report = new Report(version, doors, artifacts, placement, wiring, () -> decisions, history, invalidBindings);
    }

    /// Adds a listener.
    ///
    /// @param fdName the name that its socket came with
    public void add(Listener listener, String fdName) {
        change(() -> doors.add(new Door(listener, fdName)));
    }

    /// Binds an app to every listener that has no binding of its own.
    public void bindOthers(String app, List<String> args) {
        change(() -> wiring.commandLine(new AppSlot.Key(app, args)));
    }

    /// Adds a binding, or replaces the one of the same name.
    public void bind(Binding binding) {
        change(() -> {
            invalidBindings.remove(binding.name());
            Binding before = wiring.bindings().put(binding.name(), binding);
            if (!binding.equals(before)) {
                journal.append(new Change.Bound(binding.name(), binding.listener(), binding.app(), binding.args()));
                LOG.log(Level.INFO, "binding {0}: listener {1} is served by app {2} {3}", binding.name(), binding.listener(), binding.app(),
                        binding.args());
                intakes.retryRejected();
            }
        });
    }

    /// Notes that a binding cannot be understood. One of that name that could goes on to hold.
    public void invalidBinding(String name, String reason) {
        change(() -> {
            LOG.log(Level.WARNING, "binding {0}: {1}{2}", name, reason,
                    wiring.bindings().containsKey(name) ? "; the last good one holds" : "");
            invalidBindings.put(name, reason);
        });
    }

    /// Removes a binding.
    public void unbind(String name) {
        change(() -> {
            LOG.log(Level.INFO, "binding {0}: removed", name);
            journal.append(new Change.Unbound(name));
            invalidBindings.remove(name);
            wiring.bindings().remove(name);
        });
    }

    /// Puts settings in force for all that begins from now on.
    public void configure(Settings next) {
        change(() -> {
            if (!next.equals(settings)) {
                LOG.log(Level.INFO, "settings: launch timeout {0} s, drain timeout {1} s", next.launchTimeout().toMillis() / 1000.0,
                        next.apps().drainTimeout().toMillis() / 1000.0);
            }
            settings = next;
            applyLimits();
        });
    }

    /// Puts the policy of an app in force, for all that begins from now on; without one, that of the settings holds.
    public void configure(String app, @Nullable AppPolicy policy) {
        change(() -> {
            if (policy == null) {
                policies.remove(app);
            } else {
                policies.put(app, policy);
            }
            applyLimits();
        });
    }

    /// Puts the policy of a listener in force, for all that comes from now on.
    ///
    /// @param name of the listener, or the name that several sockets came with
    public void configure(String name, ListenerPolicy policy) {
        change(() -> doors.stream().filter(door -> door.isCalled(name)).forEach(door -> door.listener().configure(policy)));
    }

    /// Tells that a file in the deploy folder is new, or has changed. It may still be written to.
    public void changed(Path file) {
        change(() -> intakes.changed(file));
    }

    /// Tells that a file in the deploy folder is gone.
    public void removed(Path file) {
        change(() -> intakes.removed(file));
    }

    /// Makes the canary of an app its current version; false if it has none.
    @Override
    public boolean promote(String app) {
        return ask(() -> placement.slotsOf(app).stream().filter(takeover::promote).count() > 0);
    }

    /// Goes back to the version before, or ends the canary; false if the app has nothing to go back to.
    @Override
    public boolean rollBack(String app) {
        return ask(() -> placement.slotsOf(app).stream().filter(slot -> takeover.rollBack(slot, "by hand")).count() > 0
                || placement.slotsOf(app).stream().filter(this::restore).count() > 0);
    }

    /// Goes back to the version before the current one, which has ended, with the copy that the store has kept.
    private boolean restore(AppSlot slot) {
        if (slot.current().isEmpty()) {
            return false;
        }
        AppSlot.Launched bad = slot.current().get();
        Artifact artifact = bad.content().artifact();
        Optional<String> before = LastGood.of(journal.entries()).versions(slot.key().app()).stream().map(Change.Version::sha256)
                .filter(sha256 -> !sha256.equals(bad.content().copy().sha256())).findFirst();
        if (artifact.bundled() || before.isEmpty() || !intakes.restore(artifact, before.get())) {
            return false;
        }
        journal.append(new Change.RolledBack(version(slot, bad), "by hand"));
        intakes.reject(artifact, bad.content().copy().sha256(), new RejectedException("rolled back: by hand"));
        return true;
    }

    /// Gives new versions of an app a share instead of all, and what is on probation or a canary the same share.
    @Override
    public void canary(String app, int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("a share of " + percent + " percent; expected 0 to 99");
        }
        change(() -> {
            policies.put(app, policy(app).withCanary(percent));
            placement.slotsOf(app).forEach(takeover::share);
        });
    }

    /// Stops giving connections to an app, or gives it some again.
    @Override
    public void drain(String app, boolean on) {
        change(() -> {
            if (on) {
                outOfService.add(app);
            } else {
                outOfService.remove(app);
            }
        });
    }

    @Override
    public List<Status.Leak> leaks() {
        return leaks.leaks().stream().map(leak -> new Status.Leak(leak.id(), leak.what(), leak.retired(), leak.holders())).toList();
    }

    private <T> T ask(Callable<T> change) {
        return writer.ask(() -> {
            T outcome = change.call();
            reconcile();
            return outcome;
        });
    }

    /// Tells that a module offers other apps than before.
    public void offersChanged() {
        change(() -> {});
    }

    /// Tells that all listeners, bindings and files there were at the start have been told. Nothing is launched before.
    public void started() {
        long deadline = System.nanoTime() + BOOT.toNanos();
        writer.post(() -> serve(deadline));
    }

    /// The state of everything.
    @Override
    public Status status() {
        return writer.ask(() -> report.status(phase));
    }

    /// Stops accepting, lets open connections finish for as long as their drain timeouts allow, cuts what is left. Returns when all that is done.
    @Override
    public synchronized void close() {
        if (writer.isClosed()) {
            return;
        }
        List<Listener> listeners = writer.ask(() -> {
            phase = Phase.STOPPING;
            return doors.stream().map(Door::listener).toList();
        });
        long open = listeners.stream().mapToLong(Listener::open).sum();
        LOG.log(Level.INFO, "stopping: no more connections are accepted, {0} are open", open);
        listeners.forEach(Listener::close);
        List<CompletableFuture<Drained>> drains = writer.ask(placement::endAll);
        drains.forEach(CompletableFuture::join);
        writer.ask(() -> 0); // what the drains have posted is done
        LOG.log(Level.INFO, "stopped: {0} connections were cut", drains.stream().mapToInt(drain -> drain.join().cut()).sum());
        writer.close();
    }

    private void change(Runnable change) {
        writer.post(() -> {
            change.run();
            reconcile();
        });
    }

    private void serve(long deadline) {
        boolean pending = artifacts.all().stream().anyMatch(Artifact::pending);
        if (pending && System.nanoTime() - deadline < 0) {
            writer.post(Duration.ofMillis(5), () -> serve(deadline));
        } else if (phase == Phase.STARTING) {
            phase = Phase.SERVING;
            intakes.noteRemoved();
            reconcile();
        }
    }

    /// Works out what is to serve, and sets going what is missing. Runs after every change, on the deploy thread.
    private void reconcile() {
        if (phase != Phase.SERVING) {
            return;
        }
        do {
            decide();
            wanted().forEach((key, drainTimeout) -> {
                if (!placement.pursue(key, drainTimeout)) {
                    intakes.fetchBundled(key.app());
                }
            });
        } while (settleTrials());
        takeReady();
        connect();
        dropUnwanted(wanted().keySet());
        intakes.clean();
    }

    private Limit limit(String app) {
        return limits.computeIfAbsent(app, _ -> {
            Limit limit = new Limit();
            AppPolicy policy = policy(app);
            limit.set(policy.maxConnections(), policy.acceptRate());
            return limit;
        });
    }

    private void applyLimits() {
        limits.forEach((app, limit) -> limit.set(policy(app).maxConnections(), policy(app).acceptRate()));
    }

    private AppPolicy policy(String app) {
        return policies.getOrDefault(app, settings.apps());
    }

    /// What was rolled back in one slot goes from all of them, and is not tried again before its content changes.
    @Override
    public void rolledBack(AppSlot from, AppSlot.Launched bad, String reason) {
        Content content = bad.content();
        journal.append(new Change.RolledBack(version(from, bad), reason));
        Artifact artifact = content.artifact();
        content.markRolledBack(reason);
        intakes.reject(artifact, content.copy().sha256(), new RejectedException("rolled back: " + reason));
        List<AppSlot> slots = List.copyOf(placement.slots());
        slots.stream()
                .filter(slot -> Stream.concat(slot.current().stream(), slot.canary().stream()).anyMatch(live -> live.content() == content))
                .forEach(slot -> takeover.rollBack(slot, reason));
        if (artifact.accepted().equals(Optional.of(content))) {
            artifact.accepted(slots.stream().flatMap(slot -> slot.current().stream()).map(AppSlot.Launched::content)
                    .filter(each -> each.artifact() == artifact && each != content).findFirst().orElse(null));
        }
    }

    @Override
    public void current(AppSlot slot, AppSlot.Launched launched) {
        journal.append(new Change.Current(version(slot, launched)));
    }

    private static Change.Version version(AppSlot slot, AppSlot.Launched launched) {
        return new Change.Version(slot.key().app(), slot.key().args(), launched.version().id(), launched.content().copy().sha256(),
                launched.content().artifact().file());
    }

    private void decide() {
        Map<String, Offer> offers = artifacts.offers();
        Map<Door, Wiring.Decision> next = new HashMap<>();
        doors.forEach(door -> next.put(door, inService(wiring.decide(door, offers))));
        decisions = next;
    }

    private Wiring.Decision inService(Wiring.Decision decision) {
        return decision instanceof Wiring.Decision.Bound(AppSlot.Key key, _) && outOfService.contains(key.app())
                ? new Wiring.Decision.Unbound("app " + key.app() + " is out of service: drain " + key.app() + " --off ends that")
                : decision;
    }

    /// The slots that are wanted, each with the longest drain timeout that one of its listeners asks for.
    private Map<AppSlot.Key, Optional<Duration>> wanted() {
        Map<AppSlot.Key, Optional<Duration>> wanted = new HashMap<>();
        for (Wiring.Decision decision : decisions.values()) {
            if (decision instanceof Wiring.Decision.Bound(AppSlot.Key key, Optional<Duration> drainTimeout)) {
                wanted.merge(key, drainTimeout, (a, b) -> Stream.concat(a.stream(), b.stream()).max(Comparator.naturalOrder()));
            }
        }
        return wanted;
    }

    /// Accepts what has come out well wherever it is to serve, and rejects what has not; whether there was any such.
    private boolean settleTrials() {
        boolean settled = false;
        for (Artifact artifact : List.copyOf(artifacts.all())) {
            Optional<Content> trial = artifact.trial();
            if (trial.isPresent()) {
                settled |= settle(artifact, trial.get());
            }
        }
        return settled;
    }

    private boolean settle(Artifact artifact, Content trial) {
        if (placement.slots().stream().anyMatch(slot -> slot.canary().filter(canary -> canary.content() == trial).isPresent())) {
            return false; // until it is promoted or rolled back
        }
        List<Attempt> attempts = placement.attempting(trial).stream().flatMap(slot -> slot.attempt().stream()).toList();
        if (attempts.stream().anyMatch(Attempt.Running.class::isInstance)) {
            return false;
        }
        for (Attempt attempt : attempts) {
            if (attempt instanceof Attempt.Failed(_, String reason)) {
                intakes.reject(artifact, trial.copy().sha256(), new RejectedException(reason));
                return true;
            }
        }
        List<AppSlot> canaries = placement.attempting(trial).stream().filter(takeover::wantsCanary).toList();
        for (AppSlot slot : canaries) {
            if (slot.attempt().orElseThrow() instanceof Attempt.Ready ready) {
                takeover.startCanary(slot, ready);
            }
        }
        if (canaries.isEmpty()) {
            LOG.log(Level.INFO, "artifact {0}: accepted, {1}", artifact.file(), trial);
            artifact.accept(trial);
            accepted(artifact, trial);
        }
        return canaries.isEmpty();
    }

    private void accepted(Artifact artifact, Content content) {
        if (!artifact.bundled()) {
            journal.append(new Change.Accepted(artifact.file(), content.copy().sha256(), content.module().version().toString(),
                    content.module().offers().stream().map(Offer::app).toList()));
        }
    }

    private void takeReady() {
        for (AppSlot slot : placement.slots()) {
            Optional<Attempt> attempt = slot.attempt();
            if (attempt.isPresent() && attempt.get() instanceof Attempt.Ready ready
                    && ready.content().artifact().accepted().equals(Optional.of(ready.content()))) {
                takeover.take(slot, ready);
            }
        }
    }

    /// Gives each listener the slot it is to have, as soon as that can serve; until then it keeps the one it has, if that can.
    private void connect() {
        decisions.forEach((door, decision) -> {
            Listener listener = door.listener();
            boolean serves = listener.slot().flatMap(Slot::current).isPresent();
            switch (decision) {
                case Wiring.Decision.Unbound _ -> listener.bind(null, new Limit());
                case Wiring.Decision.Bound(AppSlot.Key key, _) -> placement.slot(key).filter(slot -> slot.current().isPresent() || !serves)
                        .ifPresent(slot -> listener.bind(slot.slot(), limit(key.app())));
            }
        });
    }

    private void dropUnwanted(Set<AppSlot.Key> wanted) {
        for (AppSlot slot : List.copyOf(placement.slots())) {
            boolean bound = doors.stream().anyMatch(door -> door.listener().slot().equals(Optional.of(slot.slot())));
            if (!bound && !wanted.contains(slot.key())) {
                placement.drop(slot);
            }
        }
    }
}
