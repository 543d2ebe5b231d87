package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordReader;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.Role;
import dev.reserve.gateway.fastcgi.SmallRecord;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Gives the records that come on a connection to the requests that they are of. For one thread at a time.
final class Demultiplexer {

    static final int MOST_SMALL = 1024;

    private static final int BEGIN_BYTES = 8;
    private static final int KEEP_CONNECTION = 1;

    private final FcgiConnection connection;
    private final Notices notices;
    private final RecordReader reader = new RecordReader();
    private final SmallRecord small = new SmallRecord(MOST_SMALL);
    private @Nullable FcgiStream current;

    Demultiplexer(FcgiConnection connection, Notices notices) {
        this.connection = connection;
        this.notices = notices;
    }

    /// Takes what has come, all of it if no request has to take its part first.
    ///
    /// @return the request that has to, or null
    @Nullable
    FcgiStream take(Input input) throws MalformedException {
        ByteBuffer in = input.bytes();
        while (true) {
            switch (reader.next(in)) {
                case MORE -> {
                    return null;
                }
                case HEAD -> head();
                case CONTENT -> {
                    if (content(input)) {
                        return current;
                    }
                }
                case END -> end();
            }
        }
    }

    /// What of a record is still to come; null if nothing is.
    @Nullable
    String missing() {
        return reader.between() ? null : reader.missing();
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
                if (connection.stream(id) != null) {
                    throw new MalformedException("request " + id + " begins while there is one of that number; expected another number");
                }
                small.begin(reader, BEGIN_BYTES);
            }
            case GET_VALUES -> small.begin(reader, 0);
            case PARAMS, STDIN -> current = connection.stream(id);
            case ABORT_REQUEST, DATA -> {}
            case END_REQUEST, STDOUT, STDERR, GET_VALUES_RESULT, UNKNOWN_TYPE -> throw new MalformedException(
                    "a record of type " + reader.code() + ", which is for answers; expected one of the types 1, 2, 4, 5, 8 and 9");
        }
    }

    /// @return whether the request has to take it before more is read
    private boolean content(Input input) throws MalformedException {
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
            case GET_VALUES -> notices.values(small.content());
            case ABORT_REQUEST -> {
                FcgiStream aborted = connection.stream(reader.id());
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
            case null -> notices.unknownType(reader.code());
            default -> {}
        }
    }

    private void begin(ByteBuffer content) throws MalformedException {
        int id = reader.id();
        boolean keep = (content.get(2) & KEEP_CONNECTION) != 0;
        if (content.getShort(0) != Role.RESPONDER.code()) {
            connection.refuse(id, keep, ProtocolStatus.UNKNOWN_ROLE);
        } else {
            connection.begin(id, keep);
        }
    }
}
