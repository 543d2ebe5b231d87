package dev.reserve.gateway.fastcgi.client;

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
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/// One request on a connection, and its answer. For one thread, which waits.
final class Exchange {

    private static final int ID = 1;
    private static final int END_BYTES = 8;

    private final Connection connection;
    private final Deadline deadline;
    private final Answer answer;
    private final ErrorLog log;
    private final SmallRecord end = new SmallRecord(END_BYTES);
    private ErrorLog.@Nullable Stream errors;
    private @Nullable Upload upload;
    private boolean begun;
    private boolean ended;

    Exchange(Connection connection, Deadline deadline, Answer answer, ErrorLog log) {
        this.connection = connection;
        this.deadline = deadline;
        this.answer = answer;
        this.log = log;
    }

    /// Sends a request, with as much of its body as there is; the rest follows by itself.
    void send(PairWriter params, RequestBody body, boolean keep) throws IOException {
        ByteBuffer pairs = params.content();
        ByteBuffer first = body.first();
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD + RecordWriter.streamBytes(pairs.remaining())
                + (body.isWhole() ? RecordWriter.streamBytes(first.remaining()) : 0));
        RecordWriter.beginRequest(out, ID, Role.RESPONDER, keep);
        RecordWriter.stream(out, RecordType.PARAMS, ID, pairs);
        if (body.isWhole()) {
            RecordWriter.stream(out, RecordType.STDIN, ID, first);
        }
        deadline.start();
        connection.write(out.flip());
        deadline.stop();
        if (!body.isWhole()) {
            Upload rest = new Upload(body, connection, deadline, ID);
            upload = rest;
            rest.start();
        }
    }

    /// Whether anything of an answer has come.
    boolean begun() {
        return begun;
    }

    /// Waits for what is first to come.
    ///
    /// @throws IOException if nothing does
    void await() throws IOException {
        fill();
        begun = true;
    }

    /// Reads the answer up to its end.
    ///
    /// @throws BadAnswerException if it cannot be passed on
    void receive() throws IOException {
        RecordReader reader = connection.reader();
        while (!ended) {
            switch (reader.next(connection.in())) {
                case MORE -> {
                    answer.flush();
                    fill();
                }
                case HEAD -> head(reader);
                case CONTENT -> content(reader);
                case END -> end(reader);
            }
        }
        ErrorLog.Stream written = errors;
        if (written != null) {
            written.end();
        }
    }

    private void fill() throws IOException {
        deadline.start();
        boolean more;
        try {
            more = connection.fill();
        } finally {
            deadline.stop();
        }
        if (!more) {
            RecordReader reader = connection.reader();
            throw new MalformedException("the program closed the connection"
                    + (reader.between() ? "" : ", and " + reader.missing()) + "; expected the end of the request before");
        }
    }

    private void head(RecordReader reader) throws MalformedException {
        RecordType type = reader.type();
        if (reader.id() == 0) { // about the connection: nothing was asked, and what is not known may be left alone (FastCGI §4)
            return;
        }
        if (reader.id() != ID) {
            throw new MalformedException("a record of request " + reader.id() + "; expected " + ID);
        }
        switch (type) {
            case STDOUT, STDERR -> {}
            case END_REQUEST -> end.begin(reader, END_BYTES);
            case null, default -> throw new MalformedException(
                    "a record of type " + reader.code() + "; expected one of the types STDOUT (6), STDERR (7) and END_REQUEST (3)");
        }
    }

    private void content(RecordReader reader) throws IOException {
        if (reader.id() == ID) {
            switch (reader.type()) {
                case STDOUT -> answer.add(reader.content());
                case STDERR -> errors().add(reader.content());
                case END_REQUEST -> end.add(reader.content());
                case null, default -> throw new IllegalStateException("a record of type " + reader.code());
            }
        }
    }

    private ErrorLog.Stream errors() {
        ErrorLog.Stream stream = errors;
        if (stream == null) {
            stream = log.new Stream();
            errors = stream;
        }
        return stream;
    }

    private void end(RecordReader reader) throws IOException {
        if (reader.id() != ID || reader.type() != RecordType.END_REQUEST) {
            return;
        }
        ended = true;
        int code = end.content().get(4) & 0xff;
        ProtocolStatus status = ProtocolStatus.of(code);
        if (status != ProtocolStatus.REQUEST_COMPLETE) {
            throw new BadAnswerException(
                    status == ProtocolStatus.OVERLOADED ? HttpStatus.SERVICE_UNAVAILABLE_503 : HttpStatus.BAD_GATEWAY_502,
                    "the program refused the request: " + (status == null ? "status " + code : status) + "; expected REQUEST_COMPLETE");
        }
        answer.end();
    }

    /// Tells the program that nobody wants the answer any more, as far as that can be told on a connection that is closed right after.
    void abort() throws IOException {
        Upload rest = upload;
        if (!ended && (rest == null || rest.complete())) {
            ByteBuffer out = ByteBuffer.allocate(RecordWriter.HEAD);
            RecordWriter.empty(out, RecordType.ABORT_REQUEST, ID);
            deadline.start();
            connection.write(out.flip());
            deadline.stop();
        }
    }

    /// Sees to it that nothing goes on.
    ///
    /// @return whether the connection can be used again
    boolean finish() throws InterruptedException {
        Upload rest = upload;
        boolean whole = rest == null || rest.complete();
        if (rest != null) {
            rest.stop();
        }
        return ended && whole;
    }

    /// Why the client did not send all of its body, or null.
    @Nullable
    IOException clientFailure() {
        Upload rest = upload;
        return rest == null ? null : rest.clientFailure();
    }
}
