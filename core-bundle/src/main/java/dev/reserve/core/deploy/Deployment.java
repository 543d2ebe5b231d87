package dev.reserve.core.deploy;

import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Connections;
import dev.reserve.core.slot.Serving;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All of the deployment, as the deploy thread sees it: what there is, what is to serve, and what has to be set going to get there. Touched by that
/// thread alone.
final class Deployment implements Takeover.Verdicts {

    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Artifacts artifacts = new Artifacts();
    private final Policies policies = new Policies();
    private final Listeners listeners = new Listeners(policies);
    private final History history = new History();
    private final List<Placement<?>> placements = new ArrayList<>();
    private final Placement<Connections> connections;
    private final Writer writer;
    private final Transitions transitions;
    private final Journal journal;
    private final Past past;
    private final Installer installer;
    private final Kinds kinds;
    private final Trees trees;
    private final Intakes intakes;
    private final Rivals rivals;
    private final Takeover takeover;
    private Phase phase = Phase.STARTING;
    /// Until all that was there at the start has been launched: what wants a sub-app may itself have to be launched first.
    private boolean booting = true;

    /// How far the server as a whole has come.
    enum Phase {
        STARTING, SERVING, STOPPING
    }

    Deployment(Writer writer, Modules modules, Path bundledApps, Folder folder, Path store, Journal journal, LeakWatch leaks,
            Transitions transitions) throws IOException {
        this.writer = writer;
        this.transitions = transitions;
        this.journal = journal;
        this.past = new Past(journal);
        this.kinds = new Kinds(modules);
        this.trees = new Trees(kinds::leavesOut);
        Store copies = new Store(store, trees, past::contents);
        this.installer = new Installer(kinds, copies, writer, policies::settings, leaks);
        this.intakes = new Intakes(artifacts, modules, kinds, trees, installer, copies, bundledApps, folder, writer, journal, past,
                transitions,
                this::reconcile);
        this.rivals = new Rivals(artifacts, past, intakes);
        this.takeover = new Takeover(writer, policies::of, this, this::reconcile);
        this.connections = add(listeners);
    }

    /// Has apps of another kind served.
    <S extends Serving> Placement<S> add(Hosting<S> hosting) {
        Placement<S> placement = new Placement<>(hosting, artifacts, writer, policies::settings, history, transitions, takeover,
                (slot, old) -> journal.append(new Change.Retired(version(slot, old))), this::reconcile);
        placements.add(placement);
        kinds.serve(hosting.type());
        return placement;
    }

    /// Why an app that is deployed and wanted by nobody does not serve.
    String whyWaiting(String type, String app) {
        return placements.stream().map(Placement::hosting).filter(hosting -> hosting.type().equals(type)).findFirst()
                .map(hosting -> hosting.whyWaiting(app)).orElse("nothing here serves with apps of the type " + type);
    }

    Artifacts artifacts() {
        return artifacts;
    }

    Listeners listeners() {
        return listeners;
    }

    Policies policies() {
        return policies;
    }

    History history() {
        return history;
    }

    Kinds kinds() {
        return kinds;
    }

    Trees trees() {
        return trees;
    }

    Intakes intakes() {
        return intakes;
    }

    Takeover takeover() {
        return takeover;
    }

    /// The slots that serve connections.
    Placement<Connections> connections() {
        return connections;
    }

    /// One for each kind of app, that of the listeners first.
    List<Placement<?>> placements() {
        return placements;
    }

    /// The slots of all kinds.
    Stream<AppSlot<?>> slots() {
        return placements.stream().flatMap(placement -> placement.slots().stream());
    }

    /// The slots of an app, of whatever kind and with whatever arguments.
    List<AppSlot<?>> slotsOf(String app) {
        return slots().filter(slot -> slot.key().app().equals(app)).toList();
    }

    /// The attempts to launch a content.
    Stream<Attempt<?>> attempts(Content content) {
        return slots().<Attempt<?>>flatMap(slot -> slot.attempt().stream()).filter(attempt -> attempt.content() == content);
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

    /// Goes back to the version before the current one, which has ended, with the copy that the store has kept.
    boolean restore(AppSlot<?> slot) {
        if (slot.current().isEmpty()) {
            return false;
        }
        AppSlot.Launched<?> bad = slot.current().get();
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
            rivals.settle();
            placements.forEach(placement -> placement.pursue(policies, intakes::fetchBundled));
            booting = booting && isBusy();
        } while (settleTrials());
        placements.forEach(Placement::takeReady);
        placements.forEach(Placement::settle);
        intakes.dropBundled(content -> placements.stream().anyMatch(placement -> placement.wants(content)));
        installer.clean();
    }

    private boolean isBusy() {
        return artifacts.all().stream().anyMatch(Artifact::pending)
                || slots().anyMatch(slot -> slot.attempt().filter(Attempt.Running.class::isInstance).isPresent());
    }

    /// What was rolled back in one slot goes from all of them, and is not tried again before its content changes.
    @Override
    public void rolledBack(AppSlot<?> from, AppSlot.Launched<?> bad, String reason) {
        Content content = bad.content();
        journal.append(new Change.RolledBack(version(from, bad), reason));
        Artifact artifact = content.artifact();
        content.markRolledBack(reason);
        intakes.reject(artifact, content.copy().sha256(), new RejectedException("rolled back: " + reason));
        List<AppSlot<?>> slots = slots().toList();
        slots.stream()
                .filter(slot -> Stream.concat(slot.current().stream(), slot.canary().stream()).anyMatch(live -> live.content() == content))
                .forEach(slot -> takeover.rollBack(slot, reason));
        if (artifact.accepted().equals(Optional.of(content))) {
            artifact.accepted(slots.stream().flatMap(slot -> slot.current().stream()).<Content>map(AppSlot.Launched::content)
                    .filter(each -> each.artifact() == artifact && each != content).findFirst().orElse(null));
        }
    }

    @Override
    public void current(AppSlot<?> slot, AppSlot.Launched<?> launched) {
        journal.append(new Change.Current(version(slot, launched)));
    }

    private static Change.Version version(AppSlot<?> slot, AppSlot.Launched<?> launched) {
        return new Change.Version(slot.key().app(), slot.key().args(), launched.version().id(), launched.content().copy().sha256(),
                launched.content().artifact().file());
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
        if (slots().anyMatch(slot -> slot.canary().filter(canary -> canary.content() == trial).isPresent())) {
            return false; // until it is promoted or rolled back
        }
        List<Attempt<?>> attempts = attempts(trial).toList();
        if (attempts.isEmpty() && booting
                && past.lastGood(artifact.file()).filter(good -> !good.equals(trial.copy().sha256())).isPresent()) {
            return false; // it has changed while the server was down: not to be taken for good before somebody has wanted it
        }
        if (attempts.stream().anyMatch(Attempt.Running.class::isInstance)) {
            return false;
        }
        for (Attempt<?> attempt : attempts) {
            if (attempt instanceof Attempt.Failed<?>(_, String reason)) {
                intakes.reject(artifact, trial.copy().sha256(), new RejectedException(reason));
                return true;
            }
        }
        boolean canaries = placements.stream().filter(placement -> placement.startCanaries(trial)).count() > 0;
        if (!canaries) {
            accepted(trial);
        }
        return !canaries;
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
}
