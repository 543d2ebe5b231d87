package dev.reserve.http.limits;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.jspecify.annotations.Nullable;

/// A request's body, up to a size and no slower than a rate. Only the time counts in which the app wants more and there is none: how slowly it
/// takes what has come is its own affair.
public final class LimitedBody extends HttpStream.Wrapper {

    private final HttpSettings.Body limits;
    private final Waiting waiting;
    private final @Nullable Runnable wake;
    private boolean listed;
    private long bytes;
    private long waited;
    /// A stamp while there is nothing to read, else 0.
    private volatile long since;
    private volatile boolean tooLong;
    private Content.@Nullable Chunk refusal;

    /// @param wake has the app read once more, though there is nothing; null if the connection has no other request meanwhile, and is woken itself
    public LimitedBody(HttpStream stream, HttpSettings.Body limits, Waiting waiting, @Nullable Runnable wake) {
        super(stream);
        this.limits = limits;
        this.waiting = waiting;
        this.wake = wake;
        if (wake == null) {
            waiting.begin(this);
        }
    }

    @Override
    public Content.@Nullable Chunk read() {
        if (refusal != null) {
            return refusal;
        }
        Content.Chunk chunk = super.read();
        if (chunk == null) {
            if (tooLong) {
                return refuse(HttpStatus.REQUEST_TIMEOUT_408, "nothing more of the body for " + limits.timeout());
            }
            if (since == 0) {
                since = Waiting.stamp(System.nanoTime());
                if (wake != null && !listed) {
                    listed = true;
                    waiting.add(this);
                }
            }
            return null;
        }
        bytes += chunk.remaining();
        if (bytes > limits.bytes()) {
            chunk.release();
            return refuse(HttpStatus.PAYLOAD_TOO_LARGE_413, "a body of more than " + limits.bytes() + " bytes");
        }
        if (since != 0) {
            waited += System.nanoTime() - since;
            since = 0;
            if (waited > limits.timeout().toNanos() && !chunk.isLast()
                    && bytes < limits.rate() * (double) waited / TimeUnit.SECONDS.toNanos(1)) {
                chunk.release();
                return refuse(HttpStatus.REQUEST_TIMEOUT_408, "a body at less than " + limits.rate() + " bytes a second");
            }
        }
        return chunk;
    }

    private Content.Chunk refuse(int code, String message) {
        Content.Chunk failure = Content.Chunk.from(new Refusal(code, message));
        refusal = failure;
        return failure;
    }

    boolean isOverdue(long now, long nanos) {
        long waitingSince = since;
        return waitingSince != 0 && !tooLong && now - waitingSince > nanos;
    }

    /// Gives up on the rest: the next read says so.
    public void giveUp() {
        tooLong = true;
    }

    /// Has the app read once more, and so be told.
    public void wake() {
        if (wake != null) {
            wake.run();
        }
    }

    @Override
    public void succeeded() {
        end();
        super.succeeded();
    }

    @Override
    public void failed(Throwable cause) {
        end();
        super.failed(cause);
    }

    private void end() {
        if (wake == null) {
            waiting.end();
        } else if (listed) {
            waiting.remove(this);
        }
    }
}
