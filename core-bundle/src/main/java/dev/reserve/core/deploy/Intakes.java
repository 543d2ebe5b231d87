package dev.reserve.core.deploy;

import dev.reserve.core.deploy.Artifact.Intake;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.scheduling.Background;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Brings files to the point where their content is installed and on trial, and back to an earlier one where it has to be. Touched by the
/// deploy thread alone; looking at files and installing happens on threads of their own.
final class Intakes {

    /// How long a deleted file may stay away before its apps end: it may be replaced by delete and copy, or be renamed.
    private static final Duration MISSING = Duration.ofMillis(500);
    /// How often to look whether a folder that is gone is there again.
    private static final Duration FOLDER_GONE = Duration.ofSeconds(1);
    private static final Duration UNSEEN = Duration.ofSeconds(1);
    private static final Logger LOG = System.getLogger("reserve.deploy");

    private final Artifacts artifacts;
    private final Modules modules;
    private final Installer installer;
    private final Store store;
    private final Admission admission;
    private final Kinds kinds;
    private final Path bundledApps;
    private final Folder folder;
    private final Writer writer;
    private final Journal journal;
    private final Past past;
    private final Transitions transitions;
    private final Runnable reconcile;
    private boolean serving;

    Intakes(Artifacts artifacts, Modules modules, Kinds kinds, Trees trees, Installer installer, Store store, Path bundledApps,
            Folder folder,
            Writer writer, Journal journal, Past past, Transitions transitions, Runnable reconcile) {
        this.artifacts = artifacts;
        this.modules = modules;
        this.installer = installer;
        this.store = store;
        this.admission = new Admission(store, kinds, trees);
        this.kinds = kinds;
        this.bundledApps = bundledApps;
        this.folder = folder;
        this.writer = writer;
        this.journal = journal;
        this.past = past;
        this.transitions = transitions;
        this.reconcile = reconcile;
    }

    /// A file is there, or has changed.
    void changed(Path path) {
        String file = path.getFileName().toString();
        Artifact artifact = artifacts.get(file).orElseGet(() -> {
            Artifact created = new Artifact(path, false, transitions);
            artifacts.put(file, created);
            return created;
        });
        artifact.missing(false);
        look(artifact);
    }

    /// A file is there, and if its content was rejected before, it is to be tried again, unless it was rolled back.
    void offered(Path path) {
        artifacts.get(path.getFileName().toString()).filter(artifact -> artifact.intake() instanceof Intake.Rejected)
                .ifPresent(artifact -> artifact.intake(new Intake.Idle()));
        changed(path);
    }

    /// What was there at the start has been looked at. From now on it may be on its way into the folder while it is seen.
    void serve() {
        serving = true;
        watchForUnseen();
    }

    /// Looks every now and then whether a file was replaced in a way that who watches the folder does not see: by one of the same size and time, as reproducible
    /// builds make them. The time of the change of the inode tells.
    private void watchForUnseen() {
        Map<Path, Long> known = new HashMap<>();
        artifacts.all().stream().filter(artifact -> !artifact.bundled() && !artifact.pending() && artifact.changed() != 0)
                .forEach(artifact -> known.put(artifact.path(), artifact.changed()));
        Thread.ofPlatform().daemon().name("watch").start(() -> {
            for (Map.Entry<Path, Long> each : known.entrySet()) {
                Optional<Long> now = Admission.changed(each.getKey());
                if (now.isPresent() && !now.get().equals(each.getValue())) {
                    writer.post(() -> artifacts.get(each.getKey().getFileName().toString())
                            .filter(artifact -> !artifact.missing() && artifact.changed() == each.getValue()).ifPresent(artifact -> {
                                artifact.changed(now.get());
                                changed(each.getKey());
                            }));
                }
            }
            writer.post(UNSEEN, this::watchForUnseen);
        });
    }

    /// A file is gone.
    void removed(Path path) {
        artifacts.get(path.getFileName().toString()).ifPresent(artifact -> {
            artifact.missing(true);
            artifact.nextLook();
            writer.post(MISSING, () -> confirm(artifact));
        });
    }

    /// A file that is missing because the whole folder is has not been deleted; nor has one that is there again, perhaps as a folder, or the other way
    /// round. The look at the folder may take long, if it is on a network.
    private void confirm(Artifact artifact) {
        if (artifact.missing()) {
            Thread.ofPlatform().daemon().name("confirm-" + artifact.file()).start(() -> {
                if (folder.isGone()) {
                    writer.post(FOLDER_GONE, () -> confirm(artifact));
                } else {
                    boolean there = Files.exists(artifact.path());
                    writer.post(there ? () -> isThere(artifact) : () -> forget(artifact));
                }
            });
        }
    }

    private void isThere(Artifact artifact) {
        if (artifact.missing() && artifacts.all().contains(artifact)) {
            changed(artifact.path());
        }
    }

    private void forget(Artifact artifact) {
        if (artifact.missing() && artifacts.remove(artifact)) {
            LOG.log(Level.INFO, "artifact {0}: removed", artifact.file());
            journal.append(new Change.Removed(artifact.file()));
            artifact.intake(new Intake.Idle());
            artifact.accepted(null);
            reconcile.run();
        }
    }

    /// Fetches an app that came with the distribution, if there is one of that type and name: from a jar that is installed for it, or from one of the
    /// bundles that the server itself has.
    void fetchBundled(String type, String app) {
        String key = "bundled/" + type + "/" + app;
        if (artifacts.get(key).isPresent() || !app.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return;
        }
        Optional<Modules.BuiltIn> builtIn = modules.builtIn(type, app);
        Path path = builtIn.map(Modules.BuiltIn::jar).orElse(bundledApps.resolve(app + ".jar"));
        if (Files.isRegularFile(path)) {
            Artifact artifact = new Artifact(path, true, transitions);
            artifacts.put(key, artifact);
            builtIn.ifPresentOrElse(each -> adopt(artifact, each), () -> look(artifact));
        }
    }

    /// Lets go of a bundled app that nobody wants any more, or not from there, and that no version is left of. If need be, it is fetched again.
    ///
    /// @param wanted whether an app is to be served from a content
    void dropBundled(Predicate<Content> wanted) {
        artifacts.all().stream()
                .filter(artifact -> artifact.bundled()
                        && artifact.accepted().filter(content -> !content.used() && !wanted.test(content)).isPresent())
                .toList().forEach(artifact -> {
                    artifacts.remove(artifact);
                    artifact.accepted(null);
                });
    }

    private void adopt(Artifact artifact, Modules.BuiltIn builtIn) {
        artifact.intake(new Intake.Admitting());
        Background.start("admit-" + artifact.file(), () -> {
            try {
                Content content = new Content(artifact, Store.standIn(builtIn.jar()), kinds.jar(), builtIn.module());
                writer.post(() -> {
                    artifact.accept(content);
                    reconcile.run();
                });
            } catch (IOException e) {
                writer.post(() -> reject(artifact, null, new RejectedException("cannot be read: " + e, e)));
            }
        });
    }

    /// Tries those again that were rejected: something else than their content has changed.
    void retryRejected() {
        artifacts.all().stream().filter(artifact -> artifact.intake() instanceof Intake.Rejected(String sha256, _) && sha256 != null)
                .toList().forEach(this::retry);
    }

    /// Tries one again that was rejected.
    void retry(Artifact artifact) {
        artifact.intake(new Intake.Idle());
        look(artifact);
    }

    /// Looks again at those that were taken for nothing that could be installed: something else is an artifact now.
    void lookAtUnfit() {
        artifacts.all().stream().filter(artifact -> artifact.intake() instanceof Intake.Rejected(String sha256, _) && sha256 == null)
                .forEach(this::look);
    }

    void reject(Artifact artifact, @Nullable String sha256, RejectedException why) {
        LOG.log(Level.WARNING, "artifact " + artifact.file() + ": rejected: " + why.getMessage(), why.getCause());
        artifact.intake(new Intake.Rejected(sha256, String.valueOf(why.getMessage())));
        if (sha256 != null && !artifact.bundled()) {
            journal.append(new Change.Rejected(artifact.file(), sha256, String.valueOf(why.getMessage())));
        }
        if (artifact.accepted().isEmpty() && !artifact.bundled()) {
            past.lastGood(artifact.file()).filter(good -> !good.equals(sha256)).ifPresent(good -> restore(artifact, good));
        }
    }

    /// Fetches an earlier content of an artifact from the store, to serve in place of the newest, which is rejected; whether the store has it.
    boolean restore(Artifact artifact, String sha256) {
        if (artifact.restoring() || !store.has(sha256, artifact.file())) {
            return false;
        }
        artifact.restoring(true);
        Installer.Fetch copy = () -> store.get(sha256, artifact.file())
                .orElseThrow(() -> new RejectedException("the copy in the store is damaged"));
        installer.install(artifact, installer.nextName(sha256), copy, content -> restored(artifact, content), why -> {
            LOG.log(Level.WARNING, "artifact " + artifact.file() + ": its last good content cannot be restored: " + why.getMessage(),
                    why.getCause());
            artifact.restoring(false);
            reconcile.run();
        });
        return true;
    }

    private void restored(Artifact artifact, Content content) {
        artifact.restoring(false);
        if (artifact.intake() instanceof Intake.Rejected && artifacts.all().contains(artifact)) {
            artifact.accepted(content);
            LOG.log(Level.WARNING, "artifact {0}: goes on with an earlier content from the store, {1}", artifact.file(), content);
        }
        reconcile.run();
    }

    private void look(Artifact artifact) {
        long look = artifact.nextLook();
        if (artifact.intake() instanceof Intake.Idle) {
            artifact.intake(new Intake.Admitting());
        }
        boolean atRest = !serving;
        Background.start("admit-" + artifact.file(), () -> {
            folder.isGone(); // notes which directory the file is in
            Admission.Finding finding = admission.lookUntilAtRest(artifact.path(), atRest, () -> !artifact.isNewestLook(look));
            writer.post(() -> found(artifact, look, finding));
        });
    }

    private void found(Artifact artifact, long look, Admission.Finding finding) {
        if (!artifact.isNewestLook(look) || !artifacts.all().contains(artifact)) {
            if (finding instanceof Admission.Admitted(Store.Copy copy, _, _)) {
                installer.discard(copy);
            }
            return;
        }
        switch (finding) {
            case Admission.Admitted(Store.Copy copy, Kind kind, long changed) -> {
                artifact.changed(changed);
                admitted(artifact, copy, kind);
            }
            case Admission.Incomplete(_, String reason) -> refused(artifact, reason);
            case Admission.Refused(String reason) -> refused(artifact, reason);
            case Admission.Missing() -> removed(artifact.path());
        }
        reconcile.run();
    }

    /// A folder that is of no kind may hold files that change all the time: it is said once.
    private void refused(Artifact artifact, String reason) {
        if (!artifact.intake().equals(new Intake.Rejected(null, reason))) {
            reject(artifact, null, new RejectedException(reason));
        }
    }

    private void admitted(Artifact artifact, Store.Copy copy, Kind kind) {
        String sha256 = copy.sha256();
        boolean serving = artifact.accepted().filter(content -> content.copy().sha256().equals(sha256)).isPresent();
        boolean known = switch (artifact.intake()) {
            case Intake.Idle(),Intake.Admitting() -> false;
            case Intake.Installing(String on, _) -> on.equals(sha256);
            case Intake.Trial(Content content) -> content.copy().sha256().equals(sha256);
            case Intake.Rejected(String rejected, _) -> sha256.equals(rejected);
        };
        if (serving) { // also when other content was on its way meanwhile: the file went back to what it was
            artifact.intake(new Intake.Idle());
        }
        Optional<String> before = serving || known ? Optional.empty() : past.rolledBack(artifact.file(), sha256);
        if (before.isPresent()) {
            reject(artifact, sha256, new RejectedException("rolled back before: " + before.get()));
        }
        if (serving || known || before.isPresent()) {
            installer.discard(copy);
        } else if (!(kind instanceof Kind.Jar && renamed(artifact, copy))) { // the app of any other is named after the file
            install(artifact, copy);
        }
    }

    /// If the content is that of a jar that has just gone, the artifact has another name now, and nothing else happens.
    private boolean renamed(Artifact artifact, Store.Copy copy) {
        for (Artifact before : artifacts.all()) {
            Optional<Content> content = before.accepted()
                    .filter(accepted -> accepted.isBundle() && accepted.copy().sha256().equals(copy.sha256()));
            if (before.missing() && content.isPresent() && artifact.accepted().isEmpty()) {
                LOG.log(Level.INFO, "artifact {0}: renamed to {1}", before.file(), artifact.file());
                artifacts.remove(before);
                content.get().moveTo(artifact);
                artifact.accepted(content.get());
                artifact.intake(new Intake.Idle());
                installer.discard(copy);
                return true;
            }
        }
        return false;
    }

    private void install(Artifact artifact, Store.Copy copy) {
        String name = installer.nextName(copy.sha256());
        Intake installing = new Intake.Installing(copy.sha256(), name);
        artifact.intake(installing);
        installer.install(artifact, name, () -> copy, content -> installed(artifact, installing, content), why -> {
            if (artifact.intake().equals(installing)) {
                reject(artifact, copy.sha256(), why);
                reconcile.run();
            }
        });
    }

    private void installed(Artifact artifact, Intake installing, Content content) {
        if (artifact.intake().equals(installing)) {
            artifact.intake(new Intake.Trial(content));
            List<Offer> before = artifact.accepted().map(accepted -> accepted.module().offers()).orElse(List.of());
            if (content.module().offers().isEmpty() && !before.isEmpty()) {
                reject(artifact, content.copy().sha256(), new RejectedException("it offers no app, while what it is to replace offers "
                        + before.getFirst().app() + ": " + content.module().whyNoOffers()));
            }
        }
        reconcile.run();
    }
}
