package dev.reserve.http.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.RateControl;

/// Counts the frames of an HTTP/2 connection that are cheap to send and dear to answer.
public final class FrameRate implements RateControl {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpSettings.Http2 limits;
    private final LongSupplier clock;
    private long second;
    private int resets;
    private int others;

    public FrameRate(HttpSettings.Http2 limits) {
        this(limits, System::nanoTime);
    }

    FrameRate(HttpSettings.Http2 limits, LongSupplier clock) {
        this.limits = limits;
        this.clock = clock;
        this.second = clock.getAsLong();
    }

    @Override
    public synchronized boolean onEvent(Object event) {
        long now = clock.getAsLong();
        if (now - second >= SECOND) {
            second = now;
            resets = 0;
            others = 0;
        }
        return event instanceof ResetFrame ? ++resets <= limits.resets() : ++others <= limits.controlFrames();
    }
}
