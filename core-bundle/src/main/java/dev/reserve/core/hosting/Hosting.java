package dev.reserve.core.hosting;

import dev.reserve.core.admin.Status;
import dev.reserve.core.slot.Serving;
import dev.reserve.core.slot.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What serves with apps of one kind: says which of them are to be launched, and puts their slots to use.
///
/// All methods but [#launch] are called on the deploy thread, and must not wait.
public interface Hosting<S extends Serving> {

    /// The name of the service interface by which its apps are found.
    String type();

    /// Launches an app. Called on a thread of its own, with the thread context class loader set to the one of the app; may take as long as the
    /// launch timeout, after which the thread is interrupted.
    ///
    /// @throws Exception why the app cannot serve
    S launch(Offer offer, AppKey key) throws Exception;

    /// The slots that are to have a version, each with the longest drain timeout that is asked for, if any is.
    ///
    /// @param offers all apps of the kind in the deploy folder, by name
    Map<AppKey, Optional<Duration>> wanted(Map<String, Offer> offers);

    /// The slot in whose place another one comes, as the same app is to serve there with other arguments, or another app: it goes on serving if the first version of that
    /// one does not pass its probation. It stays wanted until [Slots#followsOnProbation] is over.
    default Optional<AppKey> predecessor(AppKey key) {
        return Optional.empty();
    }

    /// Puts to use what there is. Called after every change.
    void connect(Slots<S> slots);

    /// Whether it still gives to a slot that is not wanted any more.
    boolean uses(Slot<S> slot);

    /// The places where apps of the kind serve, for the status.
    default List<Status.Mount> mounts() {
        return List.of();
    }

    /// Why an app of the kind that is deployed and wanted by nobody does not serve.
    String whyWaiting(String app);
}
