package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.connection.GatewayConnection;
import dev.reserve.gateway.fastcgi.PairReader;
import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordReader;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.gateway.fastcgi.Role;
import dev.reserve.gateway.fastcgi.SmallRecord;
import dev.reserve.http.spi.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/// A connection that brings requests one after the other, or several at a time (FastCGI §3.1).
///
/// Records are read by one thread at a time: that of the selector, or another one if reading had to wait for a request to take what has come for it.
final class FcgiConnection extends GatewayConnection {

    /// How many requests there may be at a time.
    private static final int MOST_REQUESTS = 100;
    /// How many answers that are no responses may wait to be read.
    private static final int MOST_NOTICES = 100;
    private static final int MOST_SMALL = 1024;
    private static final int MOST_VALUES = 20;
    private static final int BEGIN_BYTES = 8;
    private static final int KEEP_CONNECTION = 1;
    private static final long LINGER_MILLIS = 2000;

    private enum Reading {
        RESTING, READING, CLOSED
    }

    private final Input input;
    private final Output output;
    private final RecordReader reader = new RecordReader();
    private final SmallRecord small = new SmallRecord(MOST_SMALL);
    private final AtomicReference<Reading> reading = new AtomicReference<>(Reading.RESTING);
    private final Map<Integer, FcgiStream> streams = new ConcurrentHashMap<>();
    /// Requests that have begun and are not over.
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger notices = new AtomicInteger();
    /// The request that has to take what came for it before more is read.
    private final AtomicReference<@Nullable FcgiStream> full = new AtomicReference<>();
    private @Nullable FcgiStream current;
    private volatile boolean last;
    private volatile boolean lingering;

    FcgiConnection(Connector connector, HttpConfiguration configuration, EndPoint endPoint) {
        super(connector, configuration, endPoint, "fcgi");
        input = new Input(endPoint, connector.getByteBufferPool());
        output = new Output(endPoint);
    }

    // Reading

    @Override
    public void onFillable() {
        if (!enter()) {
            return;
        }
        try {
            while (parse()) {
                int filled = input.fill();
                if (filled == 0) {
                    input.rest();
                    leave();
                    awaitFillable();
                    return;
                }
                if (filled < 0) {
                    leave();
                    ended();
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            leave();
            getEndPoint().close(e);
        }
    }

    private boolean enter() {
        return reading.compareAndSet(Reading.RESTING, Reading.READING);
    }

    private void leave() {
        if (!reading.compareAndSet(Reading.READING, Reading.RESTING)) {
            input.release();
        }
    }

    /// @return false if somebody else goes on with it
    private boolean parse() throws MalformedException {
        ByteBuffer in = input.bytes();
        if (lingering) {
            in.position(in.limit());
        }
        while (true) {
            switch (reader.next(in)) {
                case MORE -> {
                    return true;
                }
                case HEAD -> head();
                case CONTENT -> {
                    if (content() && pause()) {
                        return false;
                    }
                }
                case END -> end();
            }
        }
    }

    private boolean pause() {
        FcgiStream stream = current;
        if (stream == null) {
            return false;
        }
        leave();
        full.set(stream);
        return stream.isFull() || !full.compareAndSet(stream, null) || !enter();
    }

    /// A request has taken what came for it.
    void resume(FcgiStream stream) {
        if (full.compareAndSet(stream, null)) {
            getExecutor().execute(this::onFillable);
        }
    }

    private void head() throws MalformedException {
        RecordType type = reader.type();
        int id = reader.id();
        current = null;
        if (type == null && id == 0) {
            return; // to be answered: FastCGI §4.2
        }
        boolean forRequest = type != null && !type.management();
        if (type == null || forRequest != (id != 0)) {
            throw new MalformedException("a record of type " + reader.code() + " for request " + id + "; expected "
                    + (type == null ? "a type from 1 to 8" : forRequest ? "a request other than 0" : "the request 0"));
        }
        switch (type) {
            case BEGIN_REQUEST -> {
                if (streams.containsKey(id)) {
                    throw new MalformedException("request " + id + " begins while there is one of that number; expected another number");
                }
                small.begin(reader, BEGIN_BYTES);
            }
            case GET_VALUES -> small.begin(reader, 0);
            case PARAMS, STDIN -> current = streams.get(id);
            case ABORT_REQUEST, DATA -> {}
            case END_REQUEST, STDOUT, STDERR, GET_VALUES_RESULT, UNKNOWN_TYPE -> throw new MalformedException(
                    "a record of type " + reader.code() + ", which is for answers; expected one of the types 1, 2, 4, 5, 8 and 9");
        }
    }

    /// @return whether the request has to take it before more is read
    private boolean content() throws MalformedException {
        RecordType type = reader.type();
        FcgiStream stream = current;
        if (type == RecordType.BEGIN_REQUEST || type == RecordType.GET_VALUES) {
            small.add(reader.content());
        } else if (stream != null && type == RecordType.PARAMS) {
            stream.params(reader.content());
        } else if (stream != null && type == RecordType.STDIN) {
            return stream.body(reader.content(), input.buffer());
        }
        return false;
    }

    private void end() throws MalformedException {
        FcgiStream stream = current;
        switch (reader.type()) {
            case BEGIN_REQUEST -> begin(small.content());
            case GET_VALUES -> values(small.content());
            case ABORT_REQUEST -> {
                FcgiStream aborted = streams.get(reader.id());
                if (aborted != null) {
                    aborted.abort();
                }
            }
            case PARAMS -> {
                if (stream != null && reader.length() == 0) {
                    stream.paramsEnd();
                }
            }
            case STDIN -> {
                if (stream != null && reader.length() == 0) {
                    stream.bodyEnd();
                }
            }
            case null -> {
                ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD);
                RecordWriter.unknownType(out, reader.code());
                tell(out);
            }
            default -> {}
        }
    }

    private void begin(ByteBuffer content) throws MalformedException {
        int id = reader.id();
        int role = content.getShort(0);
        if ((content.get(2) & KEEP_CONNECTION) == 0) {
            last = true;
        }
        open.incrementAndGet();
        if (role != Role.RESPONDER.code()) {
            refuse(id, ProtocolStatus.UNKNOWN_ROLE);
        } else if (streams.size() >= MOST_REQUESTS) {
            refuse(id, ProtocolStatus.OVERLOADED);
        } else {
            streams.put(id, new FcgiStream(this, id));
        }
    }

    private void refuse(int id, ProtocolStatus status) throws MalformedException {
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD);
        RecordWriter.endRequest(out, id, 0, status);
        tell(out, this::closed);
    }

    private void values(ByteBuffer asked) throws MalformedException {
        PairWriter known = new PairWriter();
        PairReader names = new PairReader(MOST_SMALL, MOST_VALUES, (from, nameAt, nameLength, _, _) -> {
            String name = new String(from, nameAt, nameLength, StandardCharsets.ISO_8859_1);
            switch (name) {
                case "FCGI_MAX_CONNS", "FCGI_MAX_REQS" -> known.put(name, Integer.toString(MOST_REQUESTS));
                case "FCGI_MPXS_CONNS" -> known.put(name, "1");
                default -> {} // FastCGI §4.1: left out
            }
        });
        names.read(asked);
        names.end();
        ByteBuffer content = known.content();
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD + content.remaining());
        RecordWriter.record(out, RecordType.GET_VALUES_RESULT, 0, content);
        tell(out);
    }

    private void tell(ByteBuffer out) throws MalformedException {
        tell(out, () -> {});
    }

    private void tell(ByteBuffer out, Runnable then) throws MalformedException {
        if (notices.get() >= MOST_NOTICES) {
            throw new MalformedException("more than " + MOST_NOTICES + " answers wait to be read; expected the web server to read them");
        }
        output.add(new Notice(out.flip(), notices, then));
    }

    private void ended() {
        String missing = reader.between() ? null : reader.missing();
        for (FcgiStream stream : streams.values()) {
            missing = missing == null ? stream.missing() : missing;
        }
        if (missing == null || lingering) {
            getEndPoint().close();
        } else {
            getEndPoint().close(new MalformedException("the connection ended within a request: " + missing));
        }
    }

    // Writing

    void send(FcgiStream stream, MetaData.@Nullable Response head, ByteBuffer body, boolean end, Callback callback) {
        Part part = new Part(stream, head, body, end, callback, getConnector().getByteBufferPool());
        stream.pending(part);
        output.add(part);
    }

    /// Takes back what a request waits for to be written, if none of it is; ends the connection if some is.
    void cancel(Part part, Throwable cause) {
        if (output.remove(part)) {
            part.drop();
        } else {
            getEndPoint().close(cause);
        }
    }

    /// Ends a request without a whole response.
    void end(FcgiStream stream, boolean aborted, Throwable cause) {
        if (!aborted && open.get() == 1) {
            getEndPoint().close(cause); // the one way to tell a web server that does not look at the status
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(128);
        if (!aborted) {
            RecordWriter.record(out, RecordType.STDERR, stream.number(),
                    ByteBuffer.wrap("the response is not whole\n".getBytes(StandardCharsets.US_ASCII)));
            RecordWriter.empty(out, RecordType.STDERR, stream.number());
        }
        Part.end(out, stream.number(), aborted ? 0 : 1);
        stream.ending();
        output.add(new Notice(out.flip(), notices, () -> {}));
    }

    /// Ends a request that was aborted before it began.
    void answerAborted(FcgiStream stream) {
        end(stream, true, new IOException("aborted"));
        closed();
    }

    // The end

    void remove(FcgiStream stream) {
        streams.remove(stream.number(), stream);
    }

    /// A request is over, and its response.
    ///
    /// @param whole whether all of its body came
    void over(FcgiStream stream, boolean whole) {
        remove(stream);
        if (!whole) {
            lingering |= isLast();
        }
        closed();
    }

    private boolean isLast() {
        return last || getConnector().isShutdown();
    }

    private void closed() {
        if (open.decrementAndGet() > 0 || !isLast()) {
            return;
        }
        if (lingering) { // to close at once would make the web server lose the response while it sends
            getEndPoint().setIdleTimeout(LINGER_MILLIS);
            getEndPoint().shutdownOutput();
        } else {
            getEndPoint().close();
        }
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        boolean busy = false;
        for (FcgiStream stream : streams.values()) {
            HttpChannel.IdleTimeoutTask task = stream.idle(timeout);
            if (task != null && task.handlingRequest()) {
                ThreadPool.executeImmediately(getExecutor(), task.action());
                busy = true;
            }
        }
        return !busy;
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        if (reading.getAndSet(Reading.CLOSED) == Reading.RESTING) {
            input.release();
        }
        streams.values().forEach(FcgiStream::disconnected);
    }
}
