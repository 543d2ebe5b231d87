package dev.reserve.core.deploy;

import dev.reserve.core.admin.Status;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A change of state in a recording of the Flight Recorder.
@Name("dev.reserve.Transition")
@Label("Transition")
@Description("A version or an artifact has come to another state")
@Category("Reserve")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the Flight Recorder reads the fields
final class TransitionEvent extends Event {

    @Label("Kind")
    private final String kind;
    @Label("Name")
    private final String name;
    @Label("App")
    private final @Nullable String app;
    @Label("From")
    private final String from;
    @Label("To")
    private final String to;
    @Label("Reason")
    private final @Nullable String reason;

    private TransitionEvent(Status.Transition transition) {
        this.kind = transition.kind();
        this.name = transition.name();
        this.app = transition.app();
        this.from = transition.from();
        this.to = transition.to();
        this.reason = transition.reason();
    }

    static void commit(Status.Transition transition) {
        new TransitionEvent(transition).commit();
    }
}
