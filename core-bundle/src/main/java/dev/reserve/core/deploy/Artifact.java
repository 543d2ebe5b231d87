package dev.reserve.core.deploy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/// A file or folder that brings apps: one in the deploy folder, or one of the bundled apps. Touched by the deploy thread alone.
final class Artifact {

    /// Where the newest content of the file is on its way. The content that was accepted before is not concerned.
    sealed interface Intake {

        /// Nothing is on its way.
        record Idle() implements Intake {}

        /// Looked at, until it is whole and at rest.
        record Admitting() implements Intake {}

        /// Installed and started.
        ///
        /// @param name that the module gets: unique, so that no two installations are taken for each other
        record Installing(String sha256, String name) implements Intake {}

        /// Installed, and launched wherever it is to serve: accepted when all of that has come out well.
        record Trial(Content content) implements Intake {}

        /// Not fit to serve, and not tried again before the content changes.
        record Rejected(@Nullable String sha256, String reason) implements Intake {}
    }

    private final Path path;
    private final boolean bundled;
    private final Transitions transitions;
    private Intake intake = new Intake.Idle();
    private @Nullable Content accepted;
    private long changed;
    private final AtomicLong looks = new AtomicLong();
    private boolean missing;
    private boolean restoring;

    /// @param transitions told every change of its state
    Artifact(Path path, boolean bundled, Transitions transitions) {
        this.transitions = transitions;
        this.path = path;
        this.bundled = bundled;
    }

    Path path() {
        return path;
    }

    String file() {
        return path.getFileName().toString();
    }

    /// Whether it came with the distribution. Whatever is in the deploy folder goes before it.
    boolean bundled() {
        return bundled;
    }

    Intake intake() {
        return intake;
    }

    void intake(Intake next) {
        String before = label();
        intake = next;
        transitions.note("artifact", file(), null, before, label(), next instanceof Intake.Rejected(_, String reason) ? reason : null);
    }

    private String label() {
        return switch (intake) {
            case Intake.Idle() -> accepted == null ? "new" : "accepted";
            case Intake.Admitting() -> "admitting";
            case Intake.Installing _ -> "installing";
            case Intake.Trial _ -> "trial";
            case Intake.Rejected _ -> "rejected";
        };
    }

    Optional<Content> trial() {
        return intake instanceof Intake.Trial trial ? Optional.of(trial.content()) : Optional.empty();
    }

    Optional<Content> accepted() {
        return Optional.ofNullable(accepted);
    }

    void accepted(@Nullable Content content) {
        accepted = content;
    }

    /// The content on trial has come out well.
    void accept(Content content) {
        String before = label();
        accepted = content;
        intake = new Intake.Idle();
        transitions.note("artifact", file(), null, before, label(), null);
    }

    /// When the file came to be what it is, in milliseconds since 1970.
    long changed() {
        return changed;
    }

    void changed(long millis) {
        changed = millis;
    }

    /// Begins another look at the file, which makes all earlier ones void.
    long nextLook() {
        return looks.incrementAndGet();
    }

    /// To be asked on any thread.
    boolean isNewestLook(long look) {
        return look == looks.get();
    }

    /// Whether the file is gone. For a moment it is only missing: it may come back, or under another name.
    boolean missing() {
        return missing;
    }

    void missing(boolean now) {
        missing = now;
    }

    /// What of it offers an app of a type: the content on trial if that does, otherwise the accepted one.
    Optional<Content> offering(String type, String app) {
        return trial().filter(content -> content.offer(type, app).isPresent())
                .or(() -> accepted().filter(content -> content.offer(type, app).isPresent()));
    }

    /// The apps of a type that it offers, each with what of it does.
    Map<String, Content> offering(String type) {
        Map<String, Content> offering = new HashMap<>();
        accepted().ifPresent(content -> content.apps(type).forEach(app -> offering.put(app, content)));
        trial().ifPresent(content -> content.apps(type).forEach(app -> offering.put(app, content)));
        return offering;
    }

    /// Whether an earlier content of it is being fetched from the store.
    boolean restoring() {
        return restoring;
    }

    void restoring(boolean now) {
        restoring = now;
    }

    /// Whether its newest content has neither been accepted nor rejected, or an earlier one is on its way back.
    boolean pending() {
        return intake instanceof Intake.Admitting || intake instanceof Intake.Installing || restoring;
    }
}
