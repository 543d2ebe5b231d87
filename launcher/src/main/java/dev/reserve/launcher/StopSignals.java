package dev.reserve.launcher;

import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// SIGTERM and SIGINT: the first stops the server in order, the second at once.
final class StopSignals {
    private static final System.Logger LOG = System.getLogger(StopSignals.class.getPackageName() + ".signals");

    private final Runnable beforeHalt;
    private boolean stopping;
    private @Nullable Runnable stop;

    private StopSignals(Runnable beforeHalt) {
        this.beforeHalt = beforeHalt;
    }

    /// @param beforeHalt the last thing that is done when the server stops at once
    static StopSignals install(Runnable beforeHalt) {
        StopSignals signals = new StopSignals(beforeHalt);
        Signal.handle(new Signal("TERM"), signals::received);
        Signal.handle(new Signal("INT"), signals::received);
        return signals;
    }

    /// What the first signal does. It may have come already, while the server was starting.
    void then(Runnable action) {
        synchronized (this) {
            stop = action;
            if (!stopping) {
                return;
            }
        }
        action.run();
    }

    private void received(Signal signal) {
        Runnable action;
        synchronized (this) {
            if (stopping) {
                LOG.log(System.Logger.Level.WARNING, "SIG{0} again: stopping at once", signal.getName());
                beforeHalt.run();
                Runtime.getRuntime().halt(128 + signal.getNumber());
            }
            stopping = true;
            action = stop;
        }
        LOG.log(System.Logger.Level.INFO, "SIG{0}: stopping; once more to stop at once", signal.getName());
        if (action != null) {
            action.run();
        }
    }
}
