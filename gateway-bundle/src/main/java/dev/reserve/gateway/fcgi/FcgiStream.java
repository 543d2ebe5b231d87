package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.cgi.Beginning;
import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.fastcgi.PairReader;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// One request of a connection, and its response.
final class FcgiStream implements HttpStream {

    private static final int MOST_PARAM_BYTES = 128 << 10;
    private static final int MOST_PARAMS = 1000;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FcgiConnection connection;
    private final int number;
    private final CgiRequest request = new CgiRequest();
    private final PairReader params = new PairReader(MOST_PARAM_BYTES, MOST_PARAMS, request::put);
    private final FcgiBody body = new FcgiBody();
    private boolean paramsComplete;
    private @Nullable HttpChannel channel;
    // The response
    private volatile boolean committed;
    private volatile boolean ended;
    private volatile boolean sent;
    private volatile boolean aborted;
    private volatile @Nullable Part pending;

    /// @param number its id
    FcgiStream(FcgiConnection connection, int number) {
        this.connection = connection;
        this.number = number;
    }

    int number() {
        return number;
    }

    // What comes, on the thread that reads

    /// @throws MalformedException if no parameters are expected any more, or these cannot be
    void params(ByteBuffer content) throws MalformedException {
        if (paramsComplete) {
            throw new MalformedException("more parameters of request " + number + " after their end");
        }
        params.read(content);
    }

    /// The parameters have ended: the request begins, or when there is a first sign of the body, if its length is not told.
    void paramsEnd() throws MalformedException {
        if (paramsComplete) {
            throw new MalformedException("a second end of the parameters of request " + number);
        }
        params.end();
        paramsComplete = true;
        if (request.hasLength()) {
            begin(request.length());
        }
    }

    private void begin(long length) throws MalformedException {
        Beginning.Begun begun = Beginning.begin(request, connection, this, HttpVersion.HTTP_2, length);
        channel = begun.channel();
        begun.task().run();
    }

    /// Takes a part of the body.
    ///
    /// @param buffer that it is in
    /// @return whether so much waits that no more may come
    boolean body(ByteBuffer content, RetainableByteBuffer buffer) throws MalformedException {
        bodyBegins(-1);
        if (request.hasLength() && body.received() + content.remaining() > request.length()) {
            throw new MalformedException("more of the body of request " + number + " came than the " + request.length()
                    + " bytes that CONTENT_LENGTH tells");
        }
        if (!body.add(content, buffer)) {
            return false;
        }
        boolean full = body.isFull();
        bring();
        return full;
    }

    /// The body has ended.
    void bodyEnd() throws MalformedException {
        bodyBegins(0);
        if (request.hasLength() && body.received() < request.length()) {
            throw new MalformedException("the body of request " + number + " ended after " + body.received() + " of the " + request.length()
                    + " bytes that CONTENT_LENGTH tells");
        }
        body.complete();
        bring();
    }

    private void bodyBegins(long length) throws MalformedException {
        if (!paramsComplete) {
            throw new MalformedException("a body of request " + number + " before the end of its parameters");
        }
        if (body.isComplete()) {
            throw new MalformedException("more of the body of request " + number + " after its end");
        }
        if (channel == null) {
            begin(length);
        }
    }

    /// Whether anything of the request is still to come.
    @Nullable
    String missing() {
        if (!paramsComplete) {
            return "the parameters of request " + number + " have not come whole";
        }
        return !body.isComplete() && !body.isDiscarded() && request.hasLength() && body.received() < request.length()
                ? "of the body of request " + number + ", " + body.received() + " of " + request.length() + " bytes came"
                : null;
    }

    /// The web server wants no response any more.
    void abort() {
        aborted = true;
        fail(new EofException("the web server has aborted the request"));
    }

    /// Nothing more comes, and nothing more can be sent.
    void disconnected() {
        if (!sent) {
            fail(new EofException("the web server has ended the connection"));
        }
        body.discard();
    }

    private void fail(Throwable cause) {
        HttpChannel opened = channel;
        if (opened == null) {
            if (!ended) {
                connection.answerAborted(this);
            }
            return;
        }
        body.fail(cause);
        run(opened.onFailure(cause));
    }

    HttpChannel.@Nullable IdleTimeoutTask idle(TimeoutException timeout) {
        HttpChannel opened = channel;
        return opened == null || aborted ? null : opened.onIdleTimeout(timeout);
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    // The request's body

    /// Has the app told of what it waits for.
    private void bring() {
        HttpChannel opened = channel;
        if (body.takeDemand() && opened != null) {
            run(opened.onContentAvailable());
        }
    }

    @Override
    public Content.@Nullable Chunk read() {
        FcgiBody.Taken taken = body.take();
        if (taken.resumes()) {
            connection.resume(this);
        }
        return taken.chunk();
    }

    /// Whether so much of the body waits that no more may come.
    boolean isFull() {
        return body.isFull();
    }

    @Override
    public void demand() {
        HttpChannel opened = channel;
        if (body.demand() && opened != null) {
            run(opened.onContentAvailable());
        }
    }

    /// What nobody wants is thrown away as it comes.
    @Override
    public @Nullable Throwable consumeAvailable() {
        discard();
        return null;
    }

    private void discard() {
        body.discard();
        connection.resume(this);
    }

    // The response

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // what is between two ends of an HTTP connection is left out when the head is written
    }

    @Override
    public void send(MetaData.Request asked, MetaData.@Nullable Response response, boolean last, @Nullable ByteBuffer content,
            Callback callback) {
        if (response != null && response.getStatus() < 200) { // there is no way to tell the client
            callback.succeeded();
            return;
        }
        ByteBuffer body = content == null || HttpMethod.HEAD.is(asked.getMethod()) ? NOTHING.duplicate() : content;
        if (response == null && !last && !body.hasRemaining()) {
            callback.succeeded();
            return;
        }
        committed = true;
        connection.send(this, response, body, last, callback);
    }

    /// From now on the web server may use its number again.
    void ending() {
        ended = true;
        connection.remove(this);
    }

    /// What is to be written next.
    void pending(@Nullable Part part) {
        pending = part;
    }

    /// The end has been written.
    void sent() {
        sent = true;
    }

    @Override
    public Runnable cancelSend(Throwable cause, Callback callback) {
        return () -> {
            Part part = pending;
            if (part == null) {
                callback.failed(cause);
            } else {
                connection.cancel(part, aborted, cause, () -> callback.failed(cause));
            }
        };
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void succeeded() {
        over();
    }

    @Override
    public void failed(Throwable cause) {
        if (!ended) {
            connection.end(this, aborted, cause);
        }
        over();
    }

    private void over() {
        boolean whole = body.isComplete();
        discard();
        connection.over(this, whole);
    }

    @Override
    public String getId() {
        return connection.getId() + '#' + number;
    }

    @Override
    public long getIdleTimeout() {
        return connection.getEndPoint().getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long milliseconds) {
        connection.getEndPoint().setIdleTimeout(milliseconds);
    }
}
