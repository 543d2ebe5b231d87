package dev.reserve.core.slot;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Brings a version that gets nothing new to its end: waits, cuts what is left at the timeout, closes, retires.
///
/// Runs on a thread of its own, so that whoever starts it never waits.
final class Drain implements Runnable {

    /// How long those that were cut have to end before the version is closed all the same.
    private static final Duration CUT_GRACE = Duration.ofSeconds(5);
    /// How long [Serving#close] may take before it is left to itself.
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger LOG = System.getLogger("reserve.drain");

    private final Version<?> version;
    private final Duration timeout;

    private Drain(Version<?> version, Duration timeout) {
        this.version = version;
        this.timeout = timeout;
    }

    /// Starts to drain; does nothing if the version is draining already.
    static void start(Version<?> version, Duration timeout) {
        if (version.startDraining()) {
            Thread.ofPlatform().daemon().name("drain-" + version.id()).start(new Drain(version, timeout));
        }
    }

    @Override
    public void run() {
        int cut = 0;
        long stuck = 0;
        try {
            if (!version.awaitEmpty(timeout)) {
                cut = version.cutAll();
                LOG.log(Level.WARNING, "version {0}: cut {1} still open after {2} s of draining", version.id(), cut, timeout.toSeconds());
                stuck = version.awaitEmpty(CUT_GRACE) ? 0 : version.open();
            }
            close();
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "version {0}: draining was interrupted", version.id());
        } finally {
            version.retire(new Drained(cut, stuck, version.inState()));
        }
    }

    private void close() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Thread closer = Thread.ofPlatform().daemon().name("close-" + version.id()).start(() -> {
            try {
                version.serving().close();
            } catch (Throwable t) { // whatever an app throws at its end must not keep its version alive
                LOG.log(Level.WARNING, "version " + version.id() + ": close() failed", t);
            } finally {
                closed.countDown();
            }
        });
        if (!closed.await(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            LOG.log(Level.WARNING, "version {0}: close() has not returned within {1} s and is left to itself", version.id(),
                    CLOSE_TIMEOUT.toSeconds());
            closer.interrupt();
        }
    }
}
