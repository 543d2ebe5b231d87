package dev.reserve.gateway.fcgi;

import dev.reserve.gateway.fastcgi.PairReader;
import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// What a connection answers beside its responses.
final class Notices {

    /// How many may wait to be read.
    private static final int MOST = 100;
    private static final int MOST_VALUES = 20;

    private final Output output;
    /// How many do.
    private final AtomicInteger open = new AtomicInteger();

    Notices(Output output) {
        this.output = output;
    }

    /// Says what a web server has asked for (FastCGI §4.1).
    void values(ByteBuffer asked) throws MalformedException {
        PairWriter known = new PairWriter();
        PairReader names = new PairReader(Demultiplexer.MOST_SMALL, MOST_VALUES, (from, nameAt, nameLength, _, _) -> {
            String name = new String(from, nameAt, nameLength, StandardCharsets.ISO_8859_1);
            switch (name) {
                case "FCGI_MAX_CONNS", "FCGI_MAX_REQS" -> known.put(name, Integer.toString(FcgiConnection.MOST_REQUESTS));
                case "FCGI_MPXS_CONNS" -> known.put(name, "1");
                default -> {} // what is not known is left out
            }
        });
        names.read(asked);
        names.end();
        ByteBuffer content = known.content();
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD + content.remaining());
        RecordWriter.record(out, RecordType.GET_VALUES_RESULT, 0, content);
        tell(out, () -> {});
    }

    /// Says that nothing is known of a type of records.
    void unknownType(int code) throws MalformedException {
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD);
        RecordWriter.unknownType(out, code);
        tell(out, () -> {});
    }

    /// Refuses a request.
    ///
    /// @param then run when it has been said
    void refusal(int id, ProtocolStatus status, Runnable then) throws MalformedException {
        ByteBuffer out = ByteBuffer.allocate(2 * RecordWriter.HEAD);
        RecordWriter.endRequest(out, id, 0, status);
        tell(out, then);
    }

    private void tell(ByteBuffer out, Runnable then) throws MalformedException {
        if (open.get() >= MOST) {
            throw new MalformedException("more than " + MOST + " answers wait to be read; expected the web server to read them");
        }
        output.add(new Notice(out.flip(), open, then));
    }

    /// Ends a request that the web server has aborted.
    void aborted(int id) {
        ByteBuffer out = ByteBuffer.allocate(128);
        Part.end(out, id, 0);
        output.add(new Notice(out.flip(), open, () -> {}));
    }

    /// Ends a request whose response is not whole.
    void broken(int id) {
        ByteBuffer out = ByteBuffer.allocate(128);
        RecordWriter.record(out, RecordType.STDERR, id, ByteBuffer.wrap("the response is not whole\n".getBytes(StandardCharsets.US_ASCII)));
        RecordWriter.empty(out, RecordType.STDERR, id);
        Part.end(out, id, 1);
        output.add(new Notice(out.flip(), open, () -> {}));
    }
}
