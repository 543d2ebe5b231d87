package dev.reserve.core.hosting;

import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Slot;
import java.util.Optional;

/// The slots of one kind of app. To be asked on the deploy thread.
public interface Slots<S extends Serving> {

    /// The slot for a key; it may have no version yet, or none any more.
    Optional<Slot<S>> slot(AppKey key);

    /// What the current version of a slot was launched from; empty if it has none.
    Optional<Offer> current(AppKey key);

    /// Whether the current version of a slot is on probation against its [Hosting#predecessor]: that is not to be given up before.
    boolean followsOnProbation(AppKey key);

    /// Whether there is an artifact that offers the app of a slot, or one may be on its way.
    boolean isKnown(AppKey key);

    /// Why a slot has no version, or not the newest; empty if it has, or is about to.
    Optional<String> failure(AppKey key);
}
