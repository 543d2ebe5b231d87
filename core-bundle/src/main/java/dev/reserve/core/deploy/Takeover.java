package dev.reserve.core.deploy;

import dev.reserve.core.deploy.AppSlot.Attempt;
import dev.reserve.core.deploy.AppSlot.Launched;
import dev.reserve.core.slot.Probation;
import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// How one version takes over from another: at once and on probation, or by way of a share; and how it is sent back. Touched by the deploy thread alone.
final class Takeover {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    /// How often a version is asked how it is, while it can be sent back.
    private static final Duration HEALTH_PERIOD = Duration.ofSeconds(1);
    /// A version that has not answered after this is not well.
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(10);

    /// What becomes of versions.
    interface Verdicts {

        /// A content is good enough to serve wherever it is to.
        void accepted(Content content);

        void current(AppSlot<?> slot, Launched<?> launched);

        void rolledBack(AppSlot<?> slot, Launched<?> launched, String reason);
    }

    private final Writer writer;
    private final Function<String, AppPolicy> policies;
    private final Verdicts verdicts;
    private final Runnable reconcile;

    /// @param policies the policy of an app
    /// @param verdicts told what became of a version
    Takeover(Writer writer, Function<String, AppPolicy> policies, Verdicts verdicts, Runnable reconcile) {
        this.writer = writer;
        this.policies = policies;
        this.verdicts = verdicts;
        this.reconcile = reconcile;
    }

    /// Whether what is launched for the slot is to become a canary first.
    <S extends Serving> boolean wantsCanary(AppSlot<S> slot) {
        return policy(slot).wantsCanary() && slot.current().isPresent();
    }

    /// Gives what was launched for the slot its share.
    <S extends Serving> void startCanary(AppSlot<S> slot, Attempt.Ready<S> ready) {
        endCanary(slot);
        slot.attempt(null);
        Launched<S> canary = new Launched<>(ready.content(), ready.version());
        slot.canary(canary);
        slot.slot().split(canary.version(), policy(slot).canaryShare());
        watch(slot, canary);
        say(slot, "version {0} is a canary, from {1}", canary.version().id(), canary.content());
    }

    /// Makes what was launched for the slot its current version, in one write; false if that has to wait until another version has drained.
    ///
    /// @param before the slot that this one comes in the place of, if it does, and has nothing current yet
    <S extends Serving> boolean take(AppSlot<S> slot, Attempt.Ready<S> ready, Optional<AppSlot<S>> before) {
        if (slot.current().isPresent() && !roomToDrain(slot)) {
            return false;
        }
        slot.attempt(null);
        if (slot.current().isEmpty()) { // one that is on probation itself is passed over: what it comes after stays the one to go back to
            slot.predecessor(before.map(other -> other.predecessor().orElse(other)).filter(other -> other.current().isPresent())
                    .orElse(null));
        }
        makeCurrent(slot, new Launched<>(ready.content(), ready.version()));
        return true;
    }

    private <S extends Serving> void makeCurrent(AppSlot<S> slot, Launched<S> next) {
        Optional<Launched<S>> before = slot.current();
        endCanary(slot);
        slot.current(next);
        slot.slot().become(next.version());
        say(slot, "version {0} is current, from {1}", next.version().id(), next.content());
        verdicts.current(slot, next);
        if (before.isPresent()) {
            if (slot.onProbation()) { // what the one before had replaced stays the one to go back to
                drain(slot, before.get());
            } else {
                slot.fallback(before.get());
            }
        }
        if (slot.onProbation()) {
            watch(slot, next);
        }
    }

    /// Ends the probation of the current version: what it replaced is drained.
    private <S extends Serving> void settle(AppSlot<S> slot) {
        slot.current().ifPresent(current -> current.version().watchLeaving(null));
        slot.predecessor(null);
        slot.fallback().ifPresent(old -> {
            slot.fallback(null);
            drain(slot, old);
        });
    }

    /// Goes back to what the current version has replaced, or ends the canary; whether there was something to go back from.
    <S extends Serving> boolean rollBack(AppSlot<S> slot, String reason) {
        if (slot.canary().isPresent()) {
            Launched<S> canary = slot.canary().get();
            endCanary(slot);
            verdicts.rolledBack(slot, canary, reason);
            return true;
        }
        if (slot.predecessor().flatMap(AppSlot::current).isPresent() && slot.fallback().isEmpty() && slot.current().isPresent()) {
            refuse(slot, slot.predecessor().get(), slot.current().get(), reason);
            return true;
        }
        if (slot.fallback().isEmpty() || slot.current().isEmpty()) {
            return false;
        }
        Launched<S> bad = slot.current().get();
        Launched<S> good = slot.fallback().get();
        slot.fallback(null);
        slot.current(good);
        slot.slot().become(good.version());
        bad.version().watchLeaving(null);
        LOG.log(Level.WARNING, "app {0}: version {1} is rolled back to {2}: {3}", slot.key().app(), bad.version().id(), good.version().id(),
                reason);
        drain(slot, bad);
        verdicts.rolledBack(slot, bad, reason);
        return true;
    }

    /// Has the predecessor serve again: not the content has failed there, but what this slot is launched with.
    private <S extends Serving> void refuse(AppSlot<S> slot, AppSlot<S> predecessor, Launched<S> bad, String reason) {
        Launched<S> good = predecessor.current().orElseThrow();
        slot.predecessor(null);
        slot.current(null);
        slot.refused(bad);
        slot.refusal(bad.version(), reason);
        slot.attempt(new Attempt.Failed<>(bad.content(), "rolled back: " + reason));
        bad.version().watchLeaving(null);
        LOG.log(Level.WARNING, "app {0}: version {1} with args {2} is rolled back to {3} with args {4}: {5}", slot.key().app(),
                bad.version().id(), slot.key().args(), good.version().id(), predecessor.key().args(), reason);
        verdicts.current(predecessor, good);
    }

    /// Lets go what was refused: by now, whoever comes is given to the predecessor.
    <S extends Serving> void letGo(AppSlot<S> slot) {
        slot.refused().ifPresent(bad -> {
            slot.refused(null);
            slot.slot().vacate(drainTimeout(slot));
            drain(slot, bad);
        });
    }

    /// Changes the share of the canary, and makes one of what is on probation.
    <S extends Serving> void share(AppSlot<S> slot) {
        if (slot.fallback().isPresent() && slot.current().isPresent()) {
            Launched<S> canary = slot.current().get();
            Launched<S> stable = slot.fallback().get();
            slot.fallback(null);
            slot.current(stable);
            slot.canary(canary);
            slot.slot().become(stable.version());
        }
        slot.canary().ifPresent(canary -> {
            slot.slot().split(canary.version(), policy(slot).canaryShare());
            say(slot, "version {0} is a canary with another share, from {1}", canary.version().id(), canary.content());
        });
    }

    /// Makes the canary the current version; whether there was one.
    <S extends Serving> boolean promote(AppSlot<S> slot) {
        Optional<Launched<S>> canary = slot.canary();
        if (canary.isEmpty()) {
            return false;
        }
        slot.canary(null);
        canary.get().version().watchLeaving(null);
        verdicts.accepted(canary.get().content());
        makeCurrent(slot, canary.get());
        return true;
    }

    /// Leaves the slot without a version.
    <S extends Serving> void vacate(AppSlot<S> slot) {
        endCanary(slot);
        letGo(slot);
        slot.predecessor(null);
        slot.fallback().ifPresent(old -> {
            slot.fallback(null);
            drain(slot, old);
        });
        slot.current().ifPresent(old -> {
            slot.current(null);
            slot.slot().vacate(drainTimeout(slot));
            say(slot, "no version is current");
            drain(slot, old);
        });
    }

    /// Looks again at what is on probation.
    <S extends Serving> void review(AppSlot<S> slot) {
        Probation rules = policy(slot).probation();
        slot.canary().flatMap(canary -> rules.failure(canary.version())).ifPresent(reason -> rollBack(slot, reason));
        if (slot.onProbation() && slot.current().isPresent()) {
            Version<?> version = slot.current().get().version();
            Optional<String> failure = rules.failure(version);
            if (failure.isPresent()) {
                if (!rollBack(slot, failure.get())) {
                    settle(slot); // what it comes in the place of has gone meanwhile
                }
            } else if (slot.healthy() && rules.passed(version, version.inState())) {
                settle(slot);
            }
        }
    }

    private <S extends Serving> void watch(AppSlot<S> slot, Launched<S> launched) {
        Probation rules = policy(slot).probation();
        Version<?> version = launched.version();
        Runnable review = () -> {
            review(slot);
            reconcile.run();
        };
        version.watchLeaving(() -> {
            if (version.failed() >= rules.minFailures() || version.ended() >= rules.connections()) {
                writer.post(review);
            }
        });
        writer.post(rules.time(), review);
        slot.healthy(false);
        checkHealth(slot, launched);
    }

    /// Asks a version's module how it is, again and again for as long as it can be sent back.
    private <S extends Serving> void checkHealth(AppSlot<S> slot, Launched<S> launched) {
        if (onTrial(slot, launched)) {
            Thread.ofPlatform().daemon().name("health-" + launched.version().id()).start(() -> {
                Optional<String> ailment = ailment(launched.content().module()).or(launched.version().serving()::ailment);
                writer.post(() -> told(slot, launched, ailment));
            });
        }
    }

    private static Optional<String> ailment(Module module) {
        try {
            return Bounded.call("the health check", HEALTH_TIMEOUT, module::ailment, _ -> {});
        } catch (RejectedException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private <S extends Serving> void told(AppSlot<S> slot, Launched<S> launched, Optional<String> ailment) {
        if (!onTrial(slot, launched)) {
            return;
        }
        if (ailment.isPresent()) {
            rollBack(slot, ailment.get());
        } else {
            slot.healthy(true);
            writer.post(HEALTH_PERIOD, () -> checkHealth(slot, launched));
            review(slot);
        }
        reconcile.run();
    }

    private static <S extends Serving> boolean onTrial(AppSlot<S> slot, Launched<S> launched) {
        return slot.canary().equals(Optional.of(launched))
                || (slot.onProbation() && slot.current().equals(Optional.of(launched)));
    }

    private <S extends Serving> void endCanary(AppSlot<S> slot) {
        slot.canary().ifPresent(canary -> {
            slot.canary(null);
            canary.version().watchLeaving(null);
            slot.current().ifPresent(current -> slot.slot().become(current.version()));
            drain(slot, canary);
        });
    }

    /// Whether one more version of the slot may drain, beside those that do and the one that will when the probation ends. Where the policy says so
    /// the oldest is cut to make room.
    private <S extends Serving> boolean roomToDrain(AppSlot<S> slot) {
        AppPolicy policy = policy(slot);
        List<Launched<S>> draining = slot.draining();
        if (draining.size() + (slot.fallback().isPresent() ? 1 : 0) < policy.drainingVersions()) {
            return true;
        }
        if (policy.cutOldest() && !draining.isEmpty()) {
            Version<?> oldest = draining.getFirst().version();
            int cut = oldest.cutAll();
            say(slot, "version {0} is cut to make room for another to drain: {1} connections", oldest.id(), cut);
            return true;
        }
        return false;
    }

    private <S extends Serving> void drain(AppSlot<S> slot, Launched<S> old) {
        slot.draining().add(old);
        Slot.drain(old.version(), drainTimeout(slot));
        say(slot, "version {0} drains, {1} open", old.version().id(), old.version().open());
    }

    private Duration drainTimeout(AppSlot<?> slot) {
        return slot.drainTimeout().orElseGet(() -> policy(slot).drainTimeout());
    }

    private AppPolicy policy(AppSlot<?> slot) {
        return policies.apply(slot.key().app());
    }

    private static void say(AppSlot<?> slot, String text, Object... arguments) {
        LOG.log(Level.INFO, "app " + slot.key().app() + ": " + text, arguments);
    }
}
