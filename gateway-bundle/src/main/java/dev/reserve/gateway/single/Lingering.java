package dev.reserve.gateway.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;

/// Waits for a web server to read the response, while it is still sending a body that nobody wants: to close at once would make it lose both.
final class Lingering implements Callback {

    private static final int INPUT = 32 << 10;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final EndPoint endPoint;
    private final ByteBufferPool pool;
    private final long begin = System.nanoTime();

    Lingering(EndPoint endPoint, ByteBufferPool pool) {
        this.endPoint = endPoint;
        this.pool = pool;
    }

    void begin() {
        endPoint.shutdownOutput();
        endPoint.setIdleTimeout(IDLE.toMillis());
        succeeded();
    }

    /// There is something to read.
    @Override
    public void succeeded() {
        RetainableByteBuffer into = pool.acquire(INPUT, true);
        try {
            ByteBuffer bytes = into.getByteBuffer();
            int filled;
            do {
                bytes.clear().flip();
                filled = endPoint.fill(bytes);
            } while (filled > 0 && !isTooLong());
            if (filled < 0 || isTooLong()) {
                endPoint.close();
            } else {
                endPoint.tryFillInterested(this);
            }
        } catch (IOException e) {
            endPoint.close(e);
        } finally {
            into.release();
        }
    }

    private boolean isTooLong() {
        return System.nanoTime() - begin > LONGEST.toNanos();
    }

    @Override
    public void failed(Throwable cause) {
        endPoint.close(cause);
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
