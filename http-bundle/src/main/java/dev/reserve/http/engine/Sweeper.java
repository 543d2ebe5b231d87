package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import dev.reserve.http.limits.LimitedBody;
import dev.reserve.http.limits.Waiting;
import dev.reserve.http.spi.MalformedException;
import dev.reserve.http.spi.Overseen;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Looks at all connections of a connector now and then, and ends the wait for what a client has begun to send, or is sent, and takes too long for. So no
/// request needs a timer of its own.
final class Sweeper extends AbstractLifeCycle implements Runnable {

    private static final Duration PERIOD = Duration.ofMillis(250);

    /// How long a client may take to read why its connection is closed.
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final long LAST_REQUEST = Guest.LAST_REQUEST.toNanos();

    private final FedConnector connector;
    private final Supplier<HttpSettings> settings;
    private Scheduler.@Nullable Task next;

    Sweeper(FedConnector connector, Supplier<HttpSettings> settings) {
        this.connector = connector;
        this.settings = settings;
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected synchronized void doStop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    private synchronized void schedule() {
        if (isRunning()) {
            next = connector.getScheduler().schedule(this, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void run() {
        try {
            HttpSettings limits = settings.get();
            long now = System.nanoTime();
            Nanos nanos = new Nanos(limits);
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                if (endPoint instanceof FedEndPoint fed) {
                    look(fed, now, nanos);
                }
            }
        } finally {
            schedule();
        }
    }

    /// The limits, as they are compared.
    private record Nanos(long head, long body, long idle, int rate) {

        Nanos(HttpSettings limits) {
            this(limits.head().timeout().toNanos(), limits.body().timeout().toNanos(),
                    limits.idleTimeout().isZero() ? Long.MAX_VALUE : limits.idleTimeout().toNanos(), limits.responseRate());
        }
    }

    private void look(FedEndPoint fed, long now, Nanos nanos) {
        Waiting waiting = fed.guest().waiting();
        LimitedBody overdue = waiting.overdueBody(now, nanos.body);
        if (overdue != null) {
            overdue.giveUp();
            wakeReader(fed);
        }
        if (waiting.isHeadOverdue(now, nanos.head)) {
            headOverdue(fed, waiting);
        }
        if (fed.getConnection() instanceof Overseen overseen) {
            overseen.look();
        }
        Connection http = Guest.http(fed);
        if (http instanceof HTTP2Connection http2) {
            look(http2, fed, now, nanos);
        }
        if (fed.isTooSlow(now, nanos.idle, nanos.rate) && (http instanceof StrictConnection || http instanceof HTTP2Connection)) {
            fed.close();
        }
    }

    private void look(HTTP2Connection http2, FedEndPoint fed, long now, Nanos nanos) {
        for (LimitedBody overdue : fed.guest().waiting().overdueBodies(now, nanos.body)) {
            overdue.giveUp();
            connector.getExecutor().execute(overdue::wake);
        }
        HTTP2Session session = http2.getSession();
        if (session.getFlowControlStrategy() instanceof Http2Flow flow) {
            if (flow.isHeadOverdue(session, now, nanos.head)) {
                session.close(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "header_timeout", Callback.from(fed::close));
            } else if (flow.isTooSlow(now, nanos.idle, nanos.rate)) {
                session.close(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too_slow", Callback.from(fed::close));
            } else if (flow.isQuiet(session, now, fed.guest().draining() ? LAST_REQUEST : nanos.idle)) {
                session.close(ErrorCode.NO_ERROR.code, "idle_timeout", Callback.from(() -> closeIfQuiet(http2)));
            }
        }
    }

    /// Ends a connection on which no request has come before the client was told.
    private static void closeIfQuiet(HTTP2Connection http2) {
        if (http2.getSession().getStreamCount() == 0) {
            http2.getEndPoint().close();
        }
    }

    /// Has the app read once more, though there is nothing: that is when it is told.
    private void wakeReader(FedEndPoint fed) {
        Connection http = Guest.http(fed);
        if (http != null && http.getEndPoint() instanceof AbstractEndPoint endPoint) {
            connector.getExecutor().execute(() -> endPoint.getFillInterest().fillable());
        }
    }

    private static void headOverdue(FedEndPoint fed, Waiting waiting) {
        Connection http = Guest.http(fed);
        if (http instanceof HTTP2Connection || !(http instanceof ConnectionMetaData || http instanceof NegotiatingServerConnection)) {
            waiting.multiplexed();
        } else if (http instanceof ConnectionMetaData && http.getBytesIn() == 0) {
            waiting.headComplete(); // it was all TLS's, and there has been no request yet
        } else if (waiting.giveUp()) {
            if (http instanceof StrictConnection) {
                http.getEndPoint().write(Callback.from(() -> lastWordsSaid(http.getEndPoint()), fed::close), BufferUtil.toBuffer(answer()));
            } else if (http instanceof ConnectionMetaData) {
                fed.close(new MalformedException("the head of a request has begun and did not come whole in time"));
            } else {
                fed.close();
            }
        }
    }

    private static void lastWordsSaid(EndPoint endPoint) {
        endPoint.shutdownOutput();
        endPoint.setIdleTimeout(LAST_WORDS.toMillis());
    }

    private static byte[] answer() {
        return ("HTTP/1.1 408 Request Timeout\r\nDate: " + DateGenerator.formatDate(System.currentTimeMillis())
                + "\r\nConnection: close\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Length: 20\r\n\r\n408 Request Timeout\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
