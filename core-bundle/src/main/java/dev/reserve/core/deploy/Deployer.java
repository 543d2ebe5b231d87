package dev.reserve.core.deploy;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.DeployFolder;
import dev.reserve.core.admin.Status;
import dev.reserve.core.binding.Binding;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.leak.LeakWatch;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.listener.ListenerPolicy;
import dev.reserve.core.scheduling.Background;
import dev.reserve.core.slot.Drained;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps listeners, bindings and artifacts in accord: whenever one of them changes, it works out what is to serve, and sets going what is missing.
///
/// All methods may be called from any thread; none waits for an artifact. What they ask for happens on the deploy thread, in their order.
public final class Deployer implements Admin, AutoCloseable {

    /// How long the start waits for what is in the deploy folder, so that nothing serves for a moment what is then replaced.
    private static final Duration BOOT = Duration.ofSeconds(2);
    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Writer writer = new Writer();
    private final Map<String, String> invalidBindings = new TreeMap<>();
    private final Map<String, Status.Configuration> configuration = new TreeMap<>();
    private final Journal journal;
    private final LeakWatch leaks;
    private final Deployment deployment;
    private final Subfolders subfolders;
    private final Report report;
    private final Inspection inspection;
    private final DeployFolder files;

    /// @param version of Reserve, for the status
    /// @param bundledApps the directory of the apps that are fetched when a binding names them: `NAME.jar`
    /// @param folder that the files are in, which [#changed] and [#removed] tell of; the deployer itself looks at the folders in it
    /// @param store the directory for the copies of artifacts
    /// @param journal what happened, in earlier runs too; stays the caller's to close
    /// @param leaks told of class loaders that are to go away; stays the caller's to close
    /// @param publisher told every change of state, on the thread that makes it; must not wait
    public Deployer(String version, Modules modules, Path bundledApps, Folder folder, Path store, Journal journal, LeakWatch leaks,
            Consumer<Status.Transition> publisher) throws IOException {
        this.journal = journal;
        this.leaks = leaks;
        Transitions transitions = new Transitions(publisher);
        this.deployment = new Deployment(writer, modules, bundledApps, folder, store, journal, leaks, transitions);
        this.subfolders = new Subfolders(folder, deployment.trees(), writer, this::changed, this::removed);
        this.report = new Report(version, deployment, invalidBindings, configuration, transitions);
        this.inspection = new Inspection(writer, deployment);
        this.files = new DeployFiles(folder.path(), deployment.trees(), this::offered, this::removed);
    }

    /// Adds a listener.
    ///
    /// @param fdName the name that its socket came with
    public void add(Listener listener, String fdName) {
        change(() -> deployment.listeners().doors().add(new Door(listener, fdName)));
    }

    /// Binds an app to every listener that has no binding of its own.
    public void bindOthers(String app, List<String> args) {
        change(() -> deployment.listeners().wiring().commandLine(new AppKey(app, args)));
    }

    /// Adds a binding, or replaces the one of the same name.
    public void bind(Binding binding) {
        change(() -> {
            invalidBindings.remove(binding.name());
            Binding before = deployment.listeners().wiring().bindings().put(binding.name(), binding);
            if (!binding.equals(before)) {
                journal.append(new Change.Bound(binding.name(), binding.listener(), binding.app(), binding.args()));
                LOG.log(Level.INFO, "binding {0}: listener {1} is served by app {2} {3}", binding.name(), binding.listener(), binding.app(),
                        binding.args());
                deployment.intakes().retryRejected();
            }
        });
    }

    /// Notes that a binding cannot be understood. One of that name that could goes on to hold.
    public void invalidBinding(String name, String reason) {
        change(() -> invalidBindings.put(name, reason));
    }

    /// Removes a binding.
    public void unbind(String name) {
        change(() -> {
            LOG.log(Level.INFO, "binding {0}: removed", name);
            journal.append(new Change.Unbound(name));
            invalidBindings.remove(name);
            deployment.listeners().wiring().bindings().remove(name);
        });
    }

    /// Notes how things stand with a configuration file, for the status.
    public void note(Status.Configuration file) {
        change(() -> configuration.put(file.file(), file));
    }

    /// Notes that a configuration file is gone.
    public void forgetConfiguration(String file) {
        change(() -> configuration.remove(file));
    }

    /// Puts settings in force for all that begins from now on.
    public void configure(Settings next) {
        change(() -> {
            if (!next.equals(deployment.policies().settings())) {
                LOG.log(Level.INFO, "settings: launch timeout {0} s, drain timeout {1} s", next.launchTimeout().toMillis() / 1000.0,
                        next.apps().drainTimeout().toMillis() / 1000.0);
            }
            leaks.configure(LeakWatch.Timing.of(next.leakDeadline()));
            boolean otherFolders = !next.folders().equals(deployment.policies().settings().folders());
            deployment.policies().settings(next);
            deployment.trees().limit(next.folders());
            if (otherFolders) {
                deployment.intakes().lookAtUnfit();
            }
        });
    }

    /// Puts the policy of an app in force, for all that begins from now on; without one, that of the settings holds.
    public void configure(String app, @Nullable AppPolicy policy) {
        change(() -> {
            deployment.policies().put(app, policy);
        });
    }

    /// Puts the policy of a listener in force, for all that comes from now on.
    ///
    /// @param name of the listener, or the name that several sockets came with
    public void configure(String name, ListenerPolicy policy) {
        change(() -> deployment.listeners().doors().stream().filter(door -> door.isCalled(name))
                .forEach(door -> door.listener().configure(policy)));
    }

    /// Tells that a file in the deploy folder is new, or has changed. It may still be written to.
    public void changed(Path file) {
        change(() -> {
            deferToServing();
            deployment.intakes().changed(file);
        });
    }

    /// Before anything serves there is nobody to go first.
    private void deferToServing() {
        if (deployment.phase() == Deployment.Phase.SERVING) {
            Background.begin();
        }
    }

    /// Somebody wants this file deployed, whatever became of it before. When this returns, the status tells of no earlier look at it any more.
    private void offered(Path file) {
        ask(() -> {
            deferToServing();
            deployment.intakes().offered(file);
            return true;
        });
    }

    /// Tells that a file in the deploy folder is gone.
    public void removed(Path file) {
        change(() -> deployment.intakes().removed(file));
    }

    /// Makes the canary of an app its current version; false if it has none.
    @Override
    public boolean promote(String app) {
        return ask(() -> deployment.slotsOf(app).stream().filter(deployment.takeover()::promote).count() > 0);
    }

    /// Goes back to the version before, or ends the canary; false if the app has nothing to go back to.
    @Override
    public boolean rollBack(String app) {
        return ask(() -> deployment.slotsOf(app).stream().filter(slot -> deployment.takeover().rollBack(slot, "by hand"))
                .count() > 0
                || deployment.slotsOf(app).stream().filter(deployment::restore).count() > 0);
    }

    /// Gives new versions of an app a share instead of all, and what is on probation or a canary the same share.
    @Override
    public void canary(String app, int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("a share of " + percent + " percent; expected 0 to 99");
        }
        change(() -> {
            deployment.policies().put(app, deployment.policies().of(app).withCanary(percent));
            deployment.slotsOf(app).forEach(deployment.takeover()::share);
        });
    }

    /// Stops giving connections to an app, or gives it some again.
    @Override
    public void drain(String app, boolean on) {
        change(() -> {
            deployment.policies().outOfService(app, on);
        });
    }

    @Override
    public List<Status.Leak> leaks() {
        return leaks.leaks().stream().map(leak -> new Status.Leak(leak.id(), leak.what(), leak.retired(), leak.holders())).toList();
    }

    @Override
    public List<String> explainLeak(int id) throws IOException {
        return leaks.explain(id, Path.of(System.getProperty("java.io.tmpdir"))).orElse(List.of());
    }

    @Override
    public List<Status.Connection> connections(boolean stacks) {
        return inspection.connections(stacks);
    }

    @Override
    public List<Status.Load> loads() {
        return inspection.loads();
    }

    @Override
    public List<Status.Change> journal() {
        return journal.entries().stream().map(entry -> new Status.Change(entry.sequence(), entry.at(), entry.kind(), entry.fields()))
                .toList();
    }

    /// The deploy folder, for those who change what is in it.
    public DeployFolder files() {
        return files;
    }

    private <T> T ask(Callable<T> change) {
        return writer.ask(() -> {
            T outcome = change.call();
            deployment.reconcile();
            return outcome;
        });
    }

    /// Has apps of another kind served.
    public void add(Hosting<?> hosting) {
        change(() -> deployment.add(hosting));
    }

    /// Has artifacts of another kind deployed.
    public void add(ArtifactKind kind) {
        change(() -> {
            deployment.kinds().add(kind);
            deployment.intakes().lookAtUnfit();
        });
    }

    /// Tells that a module offers other apps than before, or that a hosting wants others.
    public void changed() {
        change(() -> {});
    }

    /// Tells that all listeners, bindings and files there were at the start have been told. Nothing is launched before.
    public void started() {
        subfolders.look();
        long deadline = System.nanoTime() + BOOT.toNanos();
        writer.post(() -> serve(deadline));
    }

    /// The state of everything.
    @Override
    public Status status() {
        return writer.ask(() -> report.status());
    }

    /// Stops accepting, lets open connections finish for as long as their drain timeouts allow, cuts what is left. Returns when all that is done.
    @Override
    public synchronized void close() {
        if (writer.isClosed()) {
            return;
        }
        List<Listener> listeners = writer.ask(() -> {
            deployment.phase(Deployment.Phase.STOPPING);
            return deployment.listeners().doors().stream().map(Door::listener).toList();
        });
        long open = listeners.stream().mapToLong(Listener::open).sum();
        LOG.log(Level.INFO, "stopping: no more connections are accepted, {0} are open", open);
        listeners.forEach(Listener::close);
        long cut = 0;
        for (Placement<?> placement : deployment.placements()) { // connections first: until they have ended they need what they are served with
            List<CompletableFuture<Drained>> drains = writer.ask(placement::endAll);
            drains.forEach(CompletableFuture::join);
            if (placement == deployment.connections()) {
                cut = drains.stream().mapToLong(drain -> drain.join().cut()).sum();
            }
            writer.ask(() -> 0); // what the drains have posted is done
        }
        LOG.log(Level.INFO, "stopped: {0} connections were cut", cut);
        writer.close();
    }

    private void change(Runnable change) {
        writer.post(() -> {
            change.run();
            deployment.reconcile();
        });
    }

    private void serve(long deadline) {
        boolean pending = deployment.artifacts().all().stream().anyMatch(Artifact::pending);
        if (pending && System.nanoTime() - deadline < 0) {
            writer.post(Duration.ofMillis(5), () -> serve(deadline));
        } else if (deployment.phase() == Deployment.Phase.STARTING) {
            deployment.phase(Deployment.Phase.SERVING);
            deployment.past().noteRemoved(deployment.artifacts());
            deployment.intakes().serve();
            subfolders.watch();
            deployment.reconcile();
        }
    }
}
