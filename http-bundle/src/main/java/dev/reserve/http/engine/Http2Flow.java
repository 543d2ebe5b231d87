package dev.reserve.http.engine;

import dev.reserve.http.limits.Taking;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http2.BufferingFlowControlStrategy;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.util.Callback;

/// The flow control of an HTTP/2 connection, which sees how fast the client takes what it is sent: it makes room for each stream, and for all of them together.
final class Http2Flow extends BufferingFlowControlStrategy {

    private static final float JETTYS = 0.5f;

    /// Of streams that have been without room.
    private final Map<Stream, Taking> takings = new ConcurrentHashMap<>();
    private final Taking all = new Taking();
    /// Known to the one who looks.
    private long opened;
    private long quietSince;
    /// When a head began that was overdue at the last look, or 0.
    private long overdueHead;

    Http2Flow() {
        super(JETTYS);
        quietSince = System.nanoTime();
    }

    @Override
    protected void onStreamStalled(Stream stream) {
        super.onStreamStalled(stream);
        takings.computeIfAbsent(stream, _ -> new Taking()).room(false, System.nanoTime());
    }

    @Override
    protected void onStreamUnstalled(Stream stream) {
        super.onStreamUnstalled(stream);
        Taking taking = takings.get(stream);
        if (taking != null) {
            taking.room(true, System.nanoTime());
        }
    }

    @Override
    protected void onSessionStalled(Session session) {
        super.onSessionStalled(session);
        all.room(false, System.nanoTime());
    }

    @Override
    protected void onSessionUnstalled(Session session) {
        super.onSessionUnstalled(session);
        all.room(true, System.nanoTime());
    }

    @Override
    public void onWindowUpdate(Session session, Stream stream, WindowUpdateFrame frame) {
        Taking taking = frame.getStreamId() == 0 ? all : takings.get(stream);
        if (taking != null) {
            taking.took(frame.getWindowDelta());
        }
        super.onWindowUpdate(session, stream, frame);
    }

    @Override
    public void onStreamDestroyed(Stream stream) {
        super.onStreamDestroyed(stream);
        takings.remove(stream);
    }

    /// Ends streams whose client takes less than a rate, over a time.
    ///
    /// @return whether the client takes all of them together as slowly
    boolean isTooSlow(long now, long nanos, int rate) {
        takings.forEach((stream, taking) -> {
            if (taking.isTooSlow(now, nanos, rate)) {
                stream.reset(new ResetFrame(stream.getId(), ErrorCode.ENHANCE_YOUR_CALM_ERROR.code), Callback.NOOP);
            }
        });
        return all.isTooSlow(now, nanos, rate);
    }

    /// Whether a head has begun and has not come whole within a time.
    boolean isHeadOverdue(HTTP2Session session, long now, long nanos) {
        long since = session.getParser().getBeginNanoTime();
        boolean overdue = now - since > nanos && HalfHead.isIn(session.getParser());
        boolean believed = overdue && overdueHead == since;
        overdueHead = overdue ? since : 0;
        return believed;
    }

    /// Whether there has been no request for a time. Other frames, and half of a head, are no sign of life.
    boolean isQuiet(HTTP2Session session, long now, long nanos) {
        long requests = session.getStreamsOpened();
        if (requests != opened || session.getStreamCount() > 0) {
            opened = requests;
            quietSince = now;
        }
        return now - quietSince > nanos;
    }
}
