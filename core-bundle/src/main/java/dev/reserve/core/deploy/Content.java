package dev.reserve.core.deploy;

import dev.reserve.core.hosting.Offer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One content of an artifact, installed as a module. Touched by the deploy thread alone.
final class Content {

    private Artifact artifact;
    private final Store.Copy copy;
    private final Kind kind;
    private final Module module;
    /// Those launched from it that are not retired, and launches that go on: while there are any, it stays installed.
    private final Set<Object> users = new HashSet<>();
    private @Nullable String rolledBack;

    Content(Artifact artifact, Store.Copy copy, Kind kind, Module module) {
        this.artifact = artifact;
        this.copy = copy;
        this.kind = kind;
        this.module = module;
    }

    Artifact artifact() {
        return artifact;
    }

    /// The file has another name now.
    void moveTo(Artifact renamed) {
        artifact = renamed;
    }

    Store.Copy copy() {
        return copy;
    }

    /// Whether it is a bundle, which names its apps itself, whatever the file is called.
    boolean isBundle() {
        return kind instanceof Kind.Jar;
    }

    /// Whether it is a jar, which has a version.
    boolean isJar() {
        return kind instanceof Kind.Jar || kind instanceof Kind.Plain;
    }

    /// What an operator should know of it, if there is anything.
    Optional<String> notice() {
        return kind.notice();
    }

    Module module() {
        return module;
    }

    Optional<Offer> offer(String type, String app) {
        return module.offers().stream().filter(offer -> offer.type().equals(type) && offer.app().equals(app)).findFirst();
    }

    /// The apps of a type that it offers.
    Stream<String> apps(String type) {
        return module.offers().stream().filter(offer -> offer.type().equals(type)).map(Offer::app);
    }

    void use(Object user) {
        users.add(user);
    }

    void unuse(Object user) {
        users.remove(user);
    }

    boolean used() {
        return !users.isEmpty();
    }

    /// Why it was rolled back, if it was.
    Optional<String> rolledBack() {
        return Optional.ofNullable(rolledBack);
    }

    void markRolledBack(String reason) {
        rolledBack = reason;
    }

    @Override
    public String toString() {
        return artifact.file() + (isJar() ? " " + module.version() : "") + " (" + copy.sha256().substring(0, 8) + ")";
    }
}
