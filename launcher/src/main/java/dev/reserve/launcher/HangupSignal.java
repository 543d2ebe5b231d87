package dev.reserve.launcher;

import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// SIGHUP: the bundles that write log files open them anew. While the server is starting there are none, and nothing happens.
final class HangupSignal {
    private static final System.Logger LOG = System.getLogger(HangupSignal.class.getPackageName() + ".signals");

    private volatile @Nullable Runnable action;

    private HangupSignal() {}

    static HangupSignal install() {
        HangupSignal hangup = new HangupSignal();
        Signal.handle(new Signal("HUP"), hangup::received);
        return hangup;
    }

    void then(Runnable next) {
        action = next;
    }

    private void received(Signal signal) {
        LOG.log(System.Logger.Level.INFO, "SIG{0}: log files are opened anew", signal.getName());
        Runnable next = action;
        if (next != null) {
            next.run();
        }
    }
}
