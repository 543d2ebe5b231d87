package dev.reserve.core.deploy;

import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Limit;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Slot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// All of the deployment, as the deploy thread sees it: what there is, what is to serve, and what has to be set going to get there. Touched by that
/// thread alone.
final class Deployment implements Takeover.Verdicts {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Artifacts artifacts = new Artifacts();
    private final Wiring wiring = new Wiring();
    private final Policies policies = new Policies();
    private final History history = new History();
    private final List<Door> doors = new ArrayList<>();
    private final Journal journal;
    private final Past past;
    private final Installer installer;
    private final Intakes intakes;
    private final Takeover takeover;
    private final Placement placement;
    private Phase phase = Phase.STARTING;
    private Map<Door, Wiring.Decision> decisions = Map.of();

    /// How far the server as a whole has come.
    enum Phase {
        STARTING, SERVING, STOPPING
    }

    Deployment(Writer writer, Modules modules, Path bundledApps, Folder folder, Path store, Journal journal, LeakWatch leaks,
            Transitions transitions) throws IOException {
        this.journal = journal;
        this.past = new Past(journal);
        Store copies = new Store(store, past::contents);
        this.installer = new Installer(modules, copies, writer, policies::settings, leaks);
        this.intakes = new Intakes(artifacts, installer, copies, bundledApps, folder, writer, journal, past, transitions, this::reconcile);
        this.takeover = new Takeover(writer, policies::of, this, this::reconcile);
        this.placement = new Placement(artifacts, writer, policies::settings, policies::limit, history, transitions, takeover,
                (slot, old) -> journal.append(new Change.Retired(version(slot, old))), this::reconcile);
    }

    Artifacts artifacts() {
        return artifacts;
    }

    Wiring wiring() {
        return wiring;
    }

    Policies policies() {
        return policies;
    }

    History history() {
        return history;
    }

    List<Door> doors() {
        return doors;
    }

    Intakes intakes() {
        return intakes;
    }

    Takeover takeover() {
        return takeover;
    }

    Placement placement() {
        return placement;
    }

    Past past() {
        return past;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase next) {
        phase = next;
    }

    /// What each listener is to be served by.
    Map<Door, Wiring.Decision> decisions() {
        return decisions;
    }

    /// Goes back to the version before the current one, which has ended, with the copy that the store has kept.
    boolean restore(AppSlot slot) {
        if (slot.current().isEmpty()) {
            return false;
        }
        AppSlot.Launched bad = slot.current().get();
        Artifact artifact = bad.content().artifact();
        Optional<String> before = past.contentBefore(slot.key().app(), bad.content().copy().sha256());
        if (artifact.bundled() || before.isEmpty() || !intakes.restore(artifact, before.get())) {
            return false;
        }
        journal.append(new Change.RolledBack(version(slot, bad), "by hand"));
        intakes.reject(artifact, bad.content().copy().sha256(), new RejectedException("rolled back: by hand"));
        return true;
    }

    /// Works out what is to serve, and sets going what is missing. Runs after every change, on the deploy thread.
    void reconcile() {
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
        installer.clean();
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
        return decision instanceof Wiring.Decision.Bound(AppSlot.Key key, _) && policies.outOfService(key.app())
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
            accepted(trial);
        }
        return canaries.isEmpty();
    }

    @Override
    public void accepted(Content content) {
        Artifact artifact = content.artifact();
        LOG.log(Level.INFO, "artifact {0}: accepted, {1}", artifact.file(), content);
        artifact.accept(content);
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
                        .ifPresent(slot -> listener.bind(slot.slot(), policies.limit(key.app())));
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
