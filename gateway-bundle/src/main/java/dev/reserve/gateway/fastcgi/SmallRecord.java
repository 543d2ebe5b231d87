package dev.reserve.gateway.fastcgi;

import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;

/// Gathers the content of records that make sense only as a whole: those that are no parts of a stream. For one thread.
public final class SmallRecord {

    private final byte[] bytes;
    private int length;

    /// @param most bytes of content that a record may have
    public SmallRecord(int most) {
        bytes = new byte[most];
    }

    /// Begins with a record.
    ///
    /// @param least bytes that it needs
    /// @throws MalformedException if it is too short or too long
    public void begin(RecordReader record, int least) throws MalformedException {
        length = 0;
        if (record.length() < least || record.length() > bytes.length) {
            throw new MalformedException("a record of type " + record.code() + " of " + record.length() + " bytes; expected "
                    + (record.length() < least ? "at least " + least : "at most " + bytes.length));
        }
    }

    /// Adds what has come of it.
    public void add(ByteBuffer content) {
        int more = content.remaining();
        content.get(bytes, length, more);
        length += more;
    }

    /// All of it, until the next one begins.
    public ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
