package dev.reserve.core.deploy;

import dev.reserve.core.admin.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// Every change of state of a version or an artifact passes here, once: the last ones are kept for the status, each is an event of the Flight
/// Recorder, and each is told to whoever publishes it further. Thread-safe.
final class Transitions {

    private static final Logger LOG = System.getLogger("reserve.deploy");
    private static final int KEPT = 100;

    private final Consumer<Status.Transition> publisher;
    private final Deque<Status.Transition> last = new ArrayDeque<>();

    /// @param publisher called on the thread that makes the change, so it must not wait
    Transitions(Consumer<Status.Transition> publisher) {
        this.publisher = publisher;
    }

    /// @param kind `version` or `artifact`
    /// @param name the id of the version, or the file of the artifact
    /// @param app of a version
    void note(String kind, String name, @Nullable String app, String from, String to, @Nullable String reason) {
        if (from.equals(to)) {
            return;
        }
        Status.Transition transition = new Status.Transition(Instant.now(), kind, name, app, from, to, reason);
        synchronized (last) {
            last.addLast(transition);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
        if (FlightRecorder.isInitialized()) { // or nobody records, and to prepare for it is a tenth of the server's start
            TransitionEvent.commit(transition);
        }
        try {
            publisher.accept(transition);
        } catch (RuntimeException e) { // what others do with it must not hold the deployment up
            LOG.log(Level.WARNING, "a change of state was not published: " + transition, e);
        }
    }

    /// The newest first.
    List<Status.Transition> last() {
        synchronized (last) {
            return List.copyOf(last.reversed());
        }
    }
}
