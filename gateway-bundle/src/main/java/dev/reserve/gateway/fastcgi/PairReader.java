package dev.reserve.gateway.fastcgi;

import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Reads name-value pairs (FastCGI §3.4), which may be divided over records anywhere, within limits. For one thread.
public final class PairReader {

    /// Who wants the pairs.
    @FunctionalInterface
    public interface Pairs {

        /// Takes a pair.
        ///
        /// @param from name and value, which stay there no longer than the call
        void pair(byte[] from, int nameAt, int nameLength, int valueAt, int valueLength) throws MalformedException;
    }

    private enum Part {
        NAME_LENGTH, VALUE_LENGTH, TEXT
    }

    private final int mostBytes;
    private final int mostPairs;
    private final Pairs pairs;
    private Part part = Part.NAME_LENGTH;
    /// Of a length that has more than one byte: those still to come, and those that came.
    private int lengthBytes;
    private int length;
    private int name;
    private int value;
    /// Of a pair that has not come at once.
    private byte[] text = new byte[512];
    private int textBytes;
    private int bytes;
    private int count;

    /// @param mostBytes of all names, values and lengths
    /// @param mostPairs how many pairs
    /// @param pairs is given each pair
    public PairReader(int mostBytes, int mostPairs, Pairs pairs) {
        this.mostBytes = mostBytes;
        this.mostPairs = mostPairs;
        this.pairs = pairs;
    }

    /// Reads all that has come.
    ///
    /// @throws MalformedException if it is more than the limits, or is not wanted
    public void read(ByteBuffer in) throws MalformedException {
        bytes += in.remaining();
        if (bytes > mostBytes) {
            throw new MalformedException("name-value pairs of more than " + mostBytes + " bytes; expected no more");
        }
        while (in.hasRemaining() || isWhole()) {
            switch (part) {
                case NAME_LENGTH -> {
                    if (length(in)) {
                        name = length;
                        part = Part.VALUE_LENGTH;
                    }
                }
                case VALUE_LENGTH -> {
                    if (length(in)) {
                        value = length;
                        begin();
                    }
                }
                case TEXT -> text(in);
            }
        }
    }

    /// Whether all of a pair is there: one of two empty texts needs nothing more.
    private boolean isWhole() {
        return part == Part.TEXT && textBytes == name + value;
    }

    /// One byte up to 127, or four with the highest bit set.
    private boolean length(ByteBuffer in) {
        int next = in.get() & 0xff;
        if (lengthBytes == 0) {
            if (next < 0x80) {
                length = next;
                return true;
            }
            lengthBytes = 3;
            length = next & 0x7f;
            return false;
        }
        length = length << 8 | next;
        lengthBytes--;
        return lengthBytes == 0;
    }

    private void begin() throws MalformedException {
        if (++count > mostPairs) {
            throw new MalformedException("more than " + mostPairs + " name-value pairs; expected no more");
        }
        if ((long) name + value > mostBytes) {
            throw new MalformedException(
                    "a name of " + name + " bytes with a value of " + value + "; expected no more than " + mostBytes + " together");
        }
        textBytes = 0;
        part = Part.TEXT;
    }

    private void text(ByteBuffer in) throws MalformedException {
        int all = name + value;
        if (textBytes == 0 && in.remaining() >= all && in.hasArray()) {
            give(in.array(), in.arrayOffset() + in.position());
            in.position(in.position() + all);
            return;
        }
        int more = Math.min(all - textBytes, in.remaining());
        if (text.length < textBytes + more) { // as it comes: what is announced costs nothing
            text = Arrays.copyOf(text, Math.min(all, Math.max(2 * text.length, textBytes + more)));
        }
        in.get(text, textBytes, more);
        textBytes += more;
        if (textBytes == all) {
            give(text, 0);
        }
    }

    private void give(byte[] from, int at) throws MalformedException {
        part = Part.NAME_LENGTH;
        pairs.pair(from, at, name, at + name, value);
    }

    /// There is no more.
    ///
    /// @throws MalformedException if the last pair is not whole
    public void end() throws MalformedException {
        if (part != Part.NAME_LENGTH || lengthBytes != 0) {
            throw new MalformedException("name-value pairs that end within " + (part == Part.TEXT
                    ? "a pair of " + (name + value) + " bytes, of which " + textBytes + " came"
                    : "the length of a " + (part == Part.NAME_LENGTH ? "name" : "value")));
        }
    }
}
