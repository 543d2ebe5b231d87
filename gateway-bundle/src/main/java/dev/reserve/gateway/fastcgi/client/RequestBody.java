package dev.reserve.gateway.fastcgi.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// The body of a request. Programs want to know its length before (RFC 3875 §4.1.2), so one that does not say is read first.
final class RequestBody {

    /// Up to this size a body is waited for, so that no connection waits for its client.
    static final int SMALL = 16 << 10;
    /// The most that is read of a body to know its length.
    static final int MOST_UNKNOWN = 1 << 20;

    private final Request request;
    private final byte[] first;
    private final int firstBytes;
    private final long length;

    private RequestBody(Request request, byte[] first, int firstBytes, long length) {
        this.request = request;
        this.first = first;
        this.firstBytes = firstBytes;
        this.length = length;
    }

    static RequestBody none(Request request) {
        return new RequestBody(request, new byte[0], 0, 0);
    }

    /// @return empty if it would have to say how long it is
    static Optional<RequestBody> of(Request request) throws IOException, InterruptedException {
        long declared = declared(request);
        if (declared == 0) {
            return Optional.of(none(request));
        }
        if (declared > SMALL) {
            return Optional.of(new RequestBody(request, new byte[0], 0, declared));
        }
        byte[] bytes = new byte[declared < 0 ? SMALL : (int) declared];
        int read = 0;
        while (true) {
            Content.Chunk chunk = next(request);
            int more = chunk.remaining();
            if (read + more > MOST_UNKNOWN) {
                chunk.release();
                return Optional.empty();
            }
            if (read + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, read + more));
            }
            chunk.getByteBuffer().get(bytes, read, more);
            read += more;
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                return Optional.of(new RequestBody(request, bytes, read, read));
            }
        }
    }

    private static long declared(Request request) {
        long declared = request.getLength();
        boolean mayBeThere = request.getConnectionMetaData().getHttpVersion().getVersion() > HttpVersion.HTTP_1_1.getVersion()
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        return declared < 0 && !mayBeThere ? 0 : declared;
    }

    long length() {
        return length;
    }

    /// Whether nothing of it has still to come.
    boolean isWhole() {
        return firstBytes == length;
    }

    /// What has come of it.
    ByteBuffer first() {
        return ByteBuffer.wrap(first, 0, firstBytes);
    }

    /// What comes next; waits for it. It is to be released.
    Content.Chunk next() throws IOException, InterruptedException {
        return next(request);
    }

    private static Content.Chunk next(Request request) throws IOException, InterruptedException {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                CountDownLatch more = new CountDownLatch(1);
                request.demand(more::countDown);
                more.await();
            } else if (Content.Chunk.isFailure(chunk)) {
                throw chunk.getFailure() instanceof IOException failure
                        ? failure
                        : (IOException) new EOFException("the body ended early").initCause(chunk.getFailure());
            } else {
                return chunk;
            }
        }
    }
}
