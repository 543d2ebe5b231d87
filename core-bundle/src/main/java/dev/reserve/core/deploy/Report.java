package dev.reserve.core.deploy;

import dev.reserve.core.admin.Status;
import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.deploy.Artifact.Intake;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.listener.AddressText;
import dev.reserve.core.listener.Listener;
import dev.reserve.core.slot.Version;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says how things stand, in the words of the status. Asked on the deploy thread.
final class Report {

    private final String version;
    private final Deployment deployment;
    private final Transitions transitions;
    private final List<Door> doors;
    private final Artifacts artifacts;
    private final Listeners listeners;
    private final Wiring wiring;
    private final History history;
    private final Map<String, String> invalidBindings;
    private final Map<String, Status.Configuration> configuration;

    Report(String version, Deployment deployment, Map<String, String> invalidBindings,
            Map<String, Status.Configuration> configuration, Transitions transitions) {
        this.version = version;
        this.deployment = deployment;
        this.transitions = transitions;
        this.listeners = deployment.listeners();
        this.doors = listeners.doors();
        this.artifacts = deployment.artifacts();
        this.wiring = listeners.wiring();
        this.history = deployment.history();
        this.invalidBindings = invalidBindings;
        this.configuration = configuration;
    }

    Status status() {
        double uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
        return new Status(
                new Status.Server(version, ProcessHandle.current().pid(), deployment.phase().name().toLowerCase(Locale.ROOT), uptime),
                doors.stream().map(this::listener).toList(), apps(),
                artifacts.all().stream().filter(artifact -> !artifact.bundled()).map(this::artifact).toList(), bindings(),
                deployment.placements().stream().flatMap(placement -> placement.hosting().mounts().stream()).toList(),
                List.copyOf(configuration.values()), transitions.last());
    }

    /// A version that has been launched.
    static Status.Version version(Launched<?> launched, AppSlot<?> slot, @Nullable String reason) {
        Version<?> version = launched.version();
        Optional<String> rolledBack = launched.content().rolledBack().or(() -> slot.refusal(version));
        return new Status.Version(version.id(), launched.content().artifact().file(), launched.content().module().version().toString(),
                slot.key().args(),
                rolledBack.isPresent() ? "rolled back" : version.state().label(), version.state().since(), version.accepted(),
                version.open(), version.failed(), version.cut(), rolledBack.orElse(reason));
    }

    /// A version whose launch has failed.
    static Status.Version rejected(String id, Content content, AppKey key, String reason) {
        return new Status.Version(id, content.artifact().file(), content.module().version().toString(), key.args(), "rejected",
                Instant.now(), 0, 0, 0,
                0, reason);
    }

    private Status.Listener listener(Door door) {
        Optional<AppSlot<?>> bound = deployment.slots().filter(slot -> door.listener().slot().equals(Optional.of(slot.slot())))
                .findFirst();
        Wiring.Decision decision = listeners.decisions().getOrDefault(door, new Wiring.Decision.Unbound("the server is starting"));
        String current = bound.flatMap(AppSlot::current).map(launched -> launched.version().id()).orElse(null);
        String reason = switch (decision) {
            case Wiring.Decision.Unbound(String why) -> why;
            case Wiring.Decision.Bound(AppKey key, _) ->
                deployment.connections().appSlot(key).equals(bound) && current != null ? null : whyNot(key, current);
        };
        Optional<AppKey> key = bound.map(AppSlot::key)
                .or(() -> decision instanceof Wiring.Decision.Bound(AppKey wanted, _) ? Optional.of(wanted) : Optional.empty());
        Listener listener = door.listener();
        OptionalInt waiting = listener.waiting();
        return new Status.Listener(listener.name(), AddressText.of(listener.address()),
                key.map(AppKey::app).orElse(null),
                key.map(AppKey::args).orElse(List.of()), current, listener.accepted(), listener.open(),
                waiting.isPresent() ? waiting.getAsInt() : null, listener.waitingSince().orElse(null), listener.expiredCount(),
                listener.refusedCount(), reason);
    }

    /// Why the version that is to serve does not.
    private String whyNot(AppKey key, @Nullable String current) {
        String why = switch (deployment.connections().appSlot(key).flatMap(AppSlot::attempt).orElse(null)) {
            case Attempt.Failed(_, String reason) -> reason;
            case Attempt.Running<?> _,Attempt.Ready<?> _ -> "app " + key.app() + " is being launched";
            case null -> "no artifact offers app " + key.app();
        };
        return current == null ? why + "; connections wait in the backlog" : why + "; what served goes on serving";
    }

    /// Why what is launched for a slot is not its current version yet.
    private static @Nullable String whyNotCurrent(AppSlot<?> slot) {
        boolean ready = slot.attempt().filter(Attempt.Ready.class::isInstance).isPresent();
        return ready && !slot.draining().isEmpty()
                ? "waits until one of the draining versions has ended: "
                        + slot.draining().stream().map(old -> old.version().id()).collect(Collectors.joining(", "))
                : null;
    }

    private @Nullable String whyNotCurrent(Content content) {
        return deployment.slots().filter(slot -> slot.attempt().filter(attempt -> attempt.content() == content).isPresent())
                .map(Report::whyNotCurrent).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private List<Status.App> apps() {
        Map<String, List<Status.Version>> apps = new TreeMap<>();
        for (AppSlot<?> slot : deployment.slots().toList()) {
            List<Status.Version> versions = apps.computeIfAbsent(slot.key().app(), _ -> new ArrayList<>());
            slot.attempt().ifPresent(attempt -> {
                if (attempt instanceof Attempt.Ready(Content content, var version)) {
                    versions.add(version(new Launched<>(content, version), slot, whyNotCurrent(slot)));
                }
            });
            slot.canary().ifPresent(canary -> versions.add(version(canary, slot, null)));
            slot.current()
                    .ifPresent(current -> versions.add(version(current, slot, slot.onProbation() ? "on probation" : null)));
            slot.fallback().ifPresent(old -> versions.add(version(old, slot, "until the current version has passed its probation")));
            slot.draining().reversed().forEach(old -> versions.add(version(old, slot, null)));
        }
        history.apps().forEach(app -> apps.computeIfAbsent(app, _ -> new ArrayList<>()).addAll(history.of(app)));
        return apps.entrySet().stream().filter(app -> !app.getValue().isEmpty()).map(app -> new Status.App(app.getKey(), app.getValue()))
                .toList();
    }

    private Status.Artifact artifact(Artifact artifact) {
        Optional<Content> content = artifact.trial().or(artifact::accepted);
        List<String> apps = content.stream().flatMap(each -> each.module().offers().stream()).map(Offer::app).sorted().toList();
        String bundleVersion = content.map(each -> each.module().version().toString()).orElse(null);
        String notice = content.flatMap(Content::notice).orElse(null);
        String sha256 = content.map(each -> each.copy().sha256()).orElse(null);
        return switch (artifact.intake()) {
            case Intake.Rejected(String rejected, String reason) ->
                new Status.Artifact(artifact.file(), "rejected", rejected, bundleVersion, apps, reason, notice);
            case Intake.Admitting() -> new Status.Artifact(artifact.file(), "admitting", sha256, bundleVersion, apps, null, notice);
            case Intake.Installing(String installing, _) ->
                new Status.Artifact(artifact.file(), "launching", installing, bundleVersion, apps, null, notice);
            case Intake.Trial(Content trial) -> new Status.Artifact(artifact.file(), "launching", sha256, bundleVersion, apps,
                    whyNotCurrent(trial), notice);
            case Intake.Idle() -> {
                Standing standing = artifact.accepted().map(this::standing).orElse(new Standing("removed", null));
                yield new Status.Artifact(artifact.file(), standing.state, sha256, bundleVersion, apps, standing.reason, notice);
            }
        };
    }

    private record Standing(String state, @Nullable String reason) {}

    /// Where an accepted content stands.
    private Standing standing(Content content) {
        List<AppSlot<?>> slots = deployment.slots().toList();
        if (slots.stream().anyMatch(slot -> slot.current().filter(current -> current.content() == content).isPresent())) {
            return new Standing("current", null);
        }
        Optional<Attempt<?>> attempt = deployment.attempts(content).findFirst();
        if (attempt.isPresent()) {
            return attempt.get() instanceof Attempt.Failed(_, String reason)
                    ? new Standing("rejected", reason)
                    : new Standing("launching",
                            whyNotCurrent(content));
        }
        List<Offer> offers = content.module().offers();
        if (offers.isEmpty()) {
            return new Standing("installed", "it offers no app: " + content.module().whyNoOffers());
        }
        String app = offers.getFirst().app();
        String type = offers.getFirst().type();
        Optional<Content> other = artifacts.provider(type, app).filter(provider -> provider != content);
        return other
                .map(provider -> new Standing("standby", "app " + app + " comes from " + provider.artifact().file() + ", which has version "
                        + provider.module().version()))
                .orElseGet(() -> new Standing("waiting", deployment.whyWaiting(type, app)));
    }

    private List<Status.Binding> bindings() {
        List<Status.Binding> all = new ArrayList<>();
        for (String name : Stream.concat(wiring.bindings().keySet().stream(), invalidBindings.keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))) {
            String invalid = invalidBindings.get(name);
            all.add(Optional.ofNullable(wiring.bindings().get(name)).map(binding -> {
                String reason = invalid == null ? whyNoListener(binding.listener()) : invalid;
                return new Status.Binding(name, binding.listener(), binding.app(), binding.args(), reason == null ? "active" : "invalid",
                        reason);
            }).orElseGet(() -> new Status.Binding(name, null, null, List.of(), "invalid", invalid)));
        }
        return all;
    }

    private @Nullable String whyNoListener(String name) {
        if (doors.stream().anyMatch(door -> door.isCalled(name))) {
            return null;
        }
        return "there is no listener " + name + "; expected one of " + doors.stream().map(door -> door.listener().name()).toList();
    }
}
