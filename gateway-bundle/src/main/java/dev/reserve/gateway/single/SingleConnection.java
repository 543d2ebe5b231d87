package dev.reserve.gateway.single;

import dev.reserve.gateway.cgi.Beginning;
import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.cgi.ResponseHead;
import dev.reserve.gateway.connection.GatewayConnection;
import dev.reserve.http.spi.MalformedException;
import dev.reserve.http.spi.Overseen;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/// A connection that brings one request, and ends with the response to it.
public final class SingleConnection extends GatewayConnection implements Overseen {

    private static final int INPUT = 8 << 10;

    private final HeadReader head;
    private final ResponseHead responses;
    private final CgiRequest request = new CgiRequest();
    private volatile @Nullable SingleStream stream;

    /// @param responses how they begin
    public SingleConnection(Connector connector, HttpConfiguration configuration, EndPoint endPoint, String protocol, HeadReader head,
            ResponseHead responses) {
        super(connector, configuration, endPoint, protocol);
        this.head = head;
        this.responses = responses;
    }

    /// Reads the head, and has the request served.
    @Override
    public void onFillable() {
        RetainableByteBuffer input = getConnector().getByteBufferPool().acquire(INPUT, true);
        ByteBuffer bytes = input.getByteBuffer();
        boolean begun = false;
        try {
            int filled = fill(bytes);
            while (filled > 0) {
                if (head.read(bytes, request)) {
                    begun = true;
                    begin(input);
                    return;
                }
                filled = fill(bytes);
            }
            if (filled == 0) {
                awaitFillable();
            } else {
                ended();
            }
        } catch (IOException e) {
            getEndPoint().close(e);
        } finally {
            if (!begun) {
                input.release();
            }
        }
    }

    private int fill(ByteBuffer bytes) throws IOException {
        bytes.clear().flip(); // as Jetty's end points want it: what is between position and limit is there
        return getEndPoint().fill(bytes);
    }

    private void ended() {
        String missing = head.missing();
        if (missing == null) {
            getEndPoint().close();
        } else {
            getEndPoint().close(new MalformedException("the connection ended within the head of a request: " + missing));
        }
    }

    /// @param input with what has come of the body
    private void begin(RetainableByteBuffer input) throws MalformedException {
        boolean tooMuch = input.remaining() > request.length();
        SingleStream next = new SingleStream(this, responses, input, request.length());
        try {
            if (tooMuch) {
                throw next.tooMuch();
            }
            Beginning.Begun begun = Beginning.begin(request, this, next, HttpVersion.HTTP_1_1, request.length());
            next.open(begun.channel());
            stream = next;
            begun.task().run();
        } catch (MalformedException e) {
            next.release();
            throw e;
        }
    }

    /// Most requests are answered before this: only for longer ones it is worth while to see whether anybody waits for the answer.
    @Override
    public void look() {
        SingleStream current = stream;
        if (current != null) {
            current.watch();
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        SingleStream current = stream;
        if (current == null || current.isOver()) {
            return true;
        }
        HttpChannel.IdleTimeoutTask task = current.channel().onIdleTimeout(timeout);
        if (task.handlingRequest()) {
            ThreadPool.executeImmediately(getExecutor(), task.action());
        }
        return !task.handlingRequest();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        SingleStream current = stream;
        if (current != null) {
            current.disconnected();
        }
    }
}
