package dev.reserve.gateway.fastcgi;

import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Finds the records in what has come (FastCGI §3.3), in pieces of any size, without copying their content. For one thread.
///
/// ```java
/// while ((step = reader.next(in)) != Step.MORE) {
///     switch (step) { … }
/// }
/// ```
public final class RecordReader {

    /// What has been found.
    public enum Step {
        /// Nothing more: all that has come is consumed.
        MORE,
        /// The head of a record: its type, request and length are known.
        HEAD,
        /// A part of its content, as long as has come; an empty record has none.
        CONTENT,
        /// The end of its content.
        END
    }

    private enum Place {
        HEAD, CONTENT, PADDING
    }

    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 8;

    private Place place = Place.HEAD;
    private long head;
    private int headBytes;
    private int remaining;
    private int padding;
    private ByteBuffer content = ByteBuffer.allocate(0);

    /// Goes on to what is next in the bytes that have come, and consumes it.
    ///
    /// @throws MalformedException if it cannot be a record
    public Step next(ByteBuffer in) throws MalformedException {
        if (place == Place.PADDING && !skip(in)) {
            return Step.MORE;
        }
        if (place == Place.HEAD) {
            return head(in);
        }
        if (remaining == 0) {
            place = Place.PADDING;
            return Step.END;
        }
        if (!in.hasRemaining()) {
            return Step.MORE;
        }
        int length = Math.min(remaining, in.remaining());
        content = in.slice(in.position(), length);
        in.position(in.position() + length);
        remaining -= length;
        return Step.CONTENT;
    }

    private boolean skip(ByteBuffer in) {
        int skipped = Math.min(padding, in.remaining());
        in.position(in.position() + skipped);
        padding -= skipped;
        if (padding > 0) {
            return false;
        }
        place = Place.HEAD;
        return true;
    }

    private Step head(ByteBuffer in) throws MalformedException {
        if (headBytes == 0 && in.remaining() >= HEAD_BYTES) {
            head = in.getLong();
        } else {
            while (headBytes < HEAD_BYTES) {
                if (!in.hasRemaining()) {
                    return Step.MORE;
                }
                head = head << 8 | (in.get() & 0xff);
                headBytes++;
                checkVersion(head >> (8 * (headBytes - 1)));
            }
        }
        checkVersion(head >>> 56);
        headBytes = 0;
        remaining = length();
        padding = (int) (head >>> 8) & 0xff;
        place = Place.CONTENT;
        return Step.HEAD;
    }

    private static void checkVersion(long found) throws MalformedException {
        if ((found & 0xff) != VERSION) {
            throw new MalformedException("a record of version " + (found & 0xff) + "; expected " + VERSION);
        }
    }

    /// The number of the current record's type.
    public int code() {
        return (int) (head >>> 48) & 0xff;
    }

    /// The current record's type, or null if it is none of the specification's.
    public @Nullable RecordType type() {
        return RecordType.of(code());
    }

    /// The request that the current record belongs to; 0 for none.
    public int id() {
        return (int) (head >>> 32) & 0xffff;
    }

    /// The length of the current record's content, in bytes.
    public int length() {
        return (int) (head >>> 16) & 0xffff;
    }

    /// What the last step has found of the content: a part of the buffer that it was given, good for as long as that has not changed.
    public ByteBuffer content() {
        return content;
    }

    /// Whether the stream may end here: nothing of another record has come.
    public boolean between() {
        return headBytes == 0 && (place == Place.HEAD || (place == Place.PADDING && padding == 0));
    }

    /// What is missing when the stream ends here.
    public String missing() {
        return switch (place) {
            case HEAD -> "the head of a record has " + headBytes + " of its " + HEAD_BYTES + " bytes";
            case CONTENT -> "a record of type " + code() + " has " + (length() - remaining) + " of its " + length() + " bytes";
            case PADDING -> "a record of type " + code() + " has not all of its padding: " + padding + " bytes are missing";
        };
    }
}
