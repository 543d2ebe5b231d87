package dev.reserve.wsgi.link;

import dev.reserve.http.spi.Attended;
import dev.reserve.wsgi.wire.Environ;
import dev.reserve.wsgi.wire.Frame;
import dev.reserve.wsgi.wire.FrameReader;
import dev.reserve.wsgi.wire.FrameWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One request and its response.
///
/// Until it is sent it belongs to whoever has it: the thread that reads its body, the queue, the link's queue. Then it is the link's thread's, until the worker has
/// done with it and all of the response is written. It is answered exactly once.
public final class Call implements Work {

    private static final int COPIED = 8 << 10;
    /// Before that, it is not worth while to ask whether the client is still there.
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(10);
    /// What nginx made of it: the client has closed the request. Nobody reads it but in the access log.
    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final System.Logger LOG = System.getLogger("reserve.wsgi");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final String context;
    /// What has been read of the body before the request is sent; all of it if there is no upload. Null when it is not kept any longer.
    private byte @Nullable [] first;
    private final @Nullable Upload upload;
    private @Nullable Download download;
    private volatile @Nullable Link link;
    private volatile @Nullable Throwable gone;

    /// Since when it waits for a worker.
    private long waitingSince;
    private int id;
    private int order;
    private long sentAt;
    /// Since when the app is the one that is waited for.
    private long since;
    /// Whether the worker has it.
    private boolean sent;
    /// Whether it has no place in the worker's load, as its client is waited for.
    private boolean suspended;
    /// Whether the client has its answer, or will never get one.
    private boolean over;

    /// @param first what has been read of the body
    /// @param whole whether that is all
    public Call(Request request, Response response, Callback callback, String context, byte[] first, boolean whole, int window) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.context = context;
        this.first = first;
        this.upload = whole ? null : new Upload(this, request, expectsContinue(request) ? 0 : window - first.length);
    }

    /// Whether the client waits to be told that its body is wanted.
    public static boolean expectsContinue(Request request) {
        return request.getHeaders().contains(HttpHeader.EXPECT);
    }

    // What other threads do

    /// Has the request cancelled when its connection tells that the client has gone, also while nothing is read or written.
    public void watchClient() {
        request.addFailureListener(cause -> {
            if (!(cause instanceof TimeoutException)) { // nothing to read or write for a while is no failure of the client's
                gone = cause;
                Link to = link;
                if (to != null) {
                    to.post(new Cancel(this, cause));
                }
            }
        });
    }

    /// It begins to wait for a worker.
    public void waits() {
        waitingSince = System.nanoTime();
    }

    /// Whether it has waited for so long that its client has left.
    public boolean isAbandoned() {
        if (gone != null) {
            return true;
        }
        Attended attended = System.nanoTime() - waitingSince < PATIENCE ? null : Request.as(request, Attended.class);
        return attended != null && attended.isAbandoned();
    }

    /// Ends it, as nobody waits for it; nobody has it any more.
    public void abandon() {
        refuse(CLIENT_CLOSED_REQUEST, null);
    }

    void assign(Link next) {
        link = next;
    }

    /// Answers that there is nobody to serve it; nobody has it any more.
    public void refuse(int status, @Nullable Throwable cause) {
        if (!over) {
            over = true;
            if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
                response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            }
            error(status, cause);
        }
    }

    // On the thread of the link

    @Override
    public void run(Link on) {
        if (gone != null) { // the app never sees it
            on.giveUpPlace();
            abandon();
            on.dispatcher().roomy();
            return;
        }
        if (!on.take(this)) {
            on.dispatcher().dispatch(this);
            return;
        }
        sent = true;
        FrameWriter out = on.out();
        out.begin(upload == null ? Frame.REQUEST : Frame.REQUEST_PART, id);
        int place = out.at();
        out.putInt(0);
        on.environ().write(request, context, out);
        out.lengthAt(place);
        byte[] body = first;
        if (body != null && body.length > 0) {
            out.put(body);
        }
        if (out.payload() > Frame.LARGEST) {
            out.forget();
            over = true;
            finished();
            error(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431, null);
            return;
        }
        out.end();
        if (upload != null) {
            upload.pull();
        }
    }

    @Override
    public void orphaned() {
        Link before = link();
        before.giveUpPlace();
        before.dispatcher().dispatch(this);
    }

    /// Notes what it is to the worker.
    void number(int newId, int newOrder, long now) {
        id = newId;
        order = newOrder;
        sentAt = now;
        since = now;
    }

    void frame(int kind, ByteBuffer payload) throws IOException {
        since = link().now();
        switch (kind) {
            case Frame.RESPONSE -> whole(payload);
            case Frame.RESPONSE_PART -> {
                if (!over) {
                    link().head().read(payload, response);
                    download = new Download(this, response, link());
                    download.add(payload);
                }
            }
            case Frame.RESPONSE_DATA -> {
                download().add(payload);
                weigh();
            }
            case Frame.FILE -> download().addFile(payload);
            case Frame.RESPONSE_END -> {
                finished();
                if (download != null) {
                    download.end();
                }
            }
            case Frame.REQUEST_WINDOW -> {
                first = null;
                if (upload != null) {
                    upload.widen(payload.getInt());
                    weigh();
                }
            }
            case Frame.BROKEN -> broken(StandardCharsets.UTF_8.decode(payload).toString());
            default -> throw new IOException("a frame of the unknown kind " + kind);
        }
    }

    /// What the worker has sent could not be passed on. That ends this request, and no other.
    void failed(int kind, RuntimeException failure) {
        if (link().has(this)) {
            if (kind == Frame.RESPONSE || kind == Frame.RESPONSE_END || kind == Frame.BROKEN) {
                finished();
            } else {
                link().out().empty(Frame.ABORT, id);
            }
        }
        if (!over) {
            LOG.log(System.Logger.Level.ERROR, name() + ": the response cannot be passed on", failure);
            fail(HttpStatus.INTERNAL_SERVER_ERROR_500, "the response cannot be passed on", failure.toString());
        }
    }

    private Download download() throws IOException {
        Download begun = download;
        if (begun == null) {
            if (over) {
                return new Download(this, response, link()).dropped();
            }
            throw new IOException("a part of a response that has not begun");
        }
        return begun;
    }

    private void whole(ByteBuffer payload) throws IOException {
        if (over) {
            finished();
            return;
        }
        link().head().read(payload, response);
        over = true;
        FrameReader reader = link().in();
        finished();
        Callback done = callback;
        ByteBuffer body = payload;
        if (payload.remaining() <= COPIED) {
            body = copy(payload);
        } else {
            FrameReader.Loan loan = reader.loan();
            done = Callback.from(callback.getInvocationType(), () -> {
                loan.giveBack();
                callback.succeeded();
            }, failure -> {
                loan.giveBack();
                callback.failed(failure);
            });
        }
        try {
            response.write(true, body, done);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, name() + ": the response cannot be passed on", e);
            done.failed(e);
        }
    }

    static ByteBuffer copy(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private void broken(String traceback) {
        finished();
        if (over) {
            return;
        }
        fail(HttpStatus.INTERNAL_SERVER_ERROR_500, "the app failed", traceback);
    }

    /// Sees whether the app can go on, or the worker waits for the client.
    void weigh() {
        if (!sent) {
            return;
        }
        boolean waits = (download != null && download.isUsedUp()) || (upload != null && upload.isStarved());
        if (waits != suspended) {
            suspended = link().suspend(waits);
        }
    }

    /// The worker has done with it.
    private void finished() {
        if (suspended) {
            suspended = link().suspend(false);
        }
        sent = false;
        first = null;
        if (upload != null) {
            upload.stop();
        }
        link().done(this);
    }

    /// The client has gone, or its body will not come whole.
    void clientFailed(Throwable failure) {
        if (sent) {
            link().out().empty(Frame.ABORT, id);
        }
        if (upload != null) {
            upload.stop();
        }
        if (!over) {
            if (download != null) {
                over = true;
                download.drop();
                callback.failed(failure);
            } else {
                over = true;
                Response.writeError(request, response, callback, failure);
            }
        }
    }

    /// All of the response is written.
    void written() {
        over = true;
        callback.succeeded();
    }

    private void fail(int status, String what, String detail) {
        WorkerFailedException cause = new WorkerFailedException(detail);
        LOG.log(System.Logger.Level.ERROR, name() + ": " + request.getMethod() + " " + request.getHttpURI().getPath() + ": " + what, cause);
        Download begun = download;
        if (begun != null) {
            begun.fail(cause);
        } else {
            over = true;
            error(status, cause);
        }
    }

    /// Ends a response that has begun and cannot go on.
    void cutOff(String why) {
        fail(HttpStatus.INTERNAL_SERVER_ERROR_500, "the response is cut off", why);
    }

    /// Ends a response that has begun and has no end.
    void cut(Throwable cause) {
        if (!over) {
            over = true;
            callback.failed(cause);
        }
    }

    private void error(int status, @Nullable Throwable cause) {
        if (cause == null) {
            Response.writeError(request, response, callback, status);
        } else {
            Response.writeError(request, response, callback, status, null, cause);
        }
    }

    /// The worker is gone.
    ///
    /// @param started how many requests it has called its app for
    void lost(int started, @Nullable Throwable reason) {
        boolean seen = started - order > 0;
        sent = false;
        if (upload != null) {
            upload.stop();
        }
        if (over) {
            return;
        }
        if (!seen && first != null && download == null && (upload == null || upload.restart())) {
            link().dispatcher().dispatch(this);
            return;
        }
        fail(HttpStatus.BAD_GATEWAY_502, "no answer", "the worker ended while it had the request" + (reason == null ? "" : ": " + reason));
    }

    /// Whether the app has had it for too long, without anything moving. Waiting for the client does not count.
    boolean isOverdue(int started, long now, long timeout) {
        boolean waits = started - order <= 0 || (upload != null && upload.isWaiting()) || (download != null && download.isWaiting());
        if (waits) {
            since = now;
        }
        return now - since > timeout;
    }

    void overdue(Duration timeout) {
        if (!over) {
            fail(HttpStatus.GATEWAY_TIMEOUT_504, "no answer", "nothing came within " + timeout.toMillis() / 1000.0 + " s");
        }
    }

    /// The client of a call has gone.
    private record Cancel(Call call, Throwable cause) implements Work {

        @Override
        public void run(Link on) {
            if (on.equals(call.link)) { // or else it finds out when it is sent
                call.clientFailed(cause);
            }
        }

        @Override
        public void orphaned() {
            // the call has been given to another link, or is answered as lost
        }
    }

    int id() {
        return id;
    }

    long sentAt() {
        return sentAt;
    }

    Request request() {
        return request;
    }

    boolean isOver() {
        return over;
    }

    boolean isSent() {
        return sent;
    }

    /// What it is called in logs.
    String name() {
        return request.getAttribute("dev.reserve.http.request.id") instanceof String text
                ? text
                : "request " + Integer.toUnsignedString(id);
    }

    Link link() {
        Link to = link;
        if (to == null) {
            throw new IllegalStateException("not given to a link");
        }
        return to;
    }

    void forgetFirst() {
        first = null;
    }

    /// Whether it can be put into an environ.
    public static boolean isFit(Request request) {
        return !Environ.isUnfit(request);
    }
}
