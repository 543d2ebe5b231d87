package dev.reserve.gateway.scgi;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.single.HeadReader;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a netstring of variables: `70:` and 70 bytes and `,`, where the bytes are names and values, each with a zero byte behind it.
final class ScgiHead implements HeadReader {

    private static final int LARGEST = 64 << 10;
    private static final byte[] NONE = {};

    private int length;
    private int digits;
    private byte[] bytes = NONE;
    private int count;
    private boolean inBytes;

    @Override
    public boolean read(ByteBuffer from, CgiRequest to) throws MalformedException {
        while (!inBytes) {
            if (!from.hasRemaining()) {
                return false;
            }
            length(from.get());
        }
        int more = Math.min(bytes.length - count, from.remaining());
        from.get(bytes, count, more);
        count += more;
        if (count < bytes.length) {
            return false;
        }
        if (bytes[length] != ',') {
            throw new MalformedException(
                    "the byte " + (bytes[length] & 0xff) + " behind the " + length + " bytes of a netstring; expected a comma");
        }
        variables(to);
        return true;
    }

    private void length(byte next) throws MalformedException {
        if (next == ':' && digits > 0) {
            bytes = new byte[length + 1];
            inBytes = true;
            return;
        }
        if (next < '0' || next > '9' || (digits > 0 && length == 0)) {
            throw new MalformedException(
                    "the byte " + (next & 0xff) + " in the length of a netstring; expected a number and a colon, such as 70:");
        }
        length = 10 * length + next - '0';
        digits++;
        if (length > LARGEST) {
            throw new MalformedException("a netstring of " + length + " bytes or more; expected " + LARGEST + " at the most");
        }
    }

    private void variables(CgiRequest to) throws MalformedException {
        int at = 0;
        while (at < length) {
            int name = end(at);
            int value = end(name + 1);
            to.put(bytes, at, name - at, name + 1, value - name - 1);
            at = value + 1;
        }
    }

    private int end(int from) throws MalformedException {
        int at = from;
        while (at < length && bytes[at] != 0) {
            at++;
        }
        if (at >= length) {
            throw new MalformedException("a netstring ends within a name or a value; expected each to have a zero byte behind it");
        }
        return at;
    }

    @Override
    public @Nullable String missing() {
        if (inBytes) {
            return count + " of the " + (length + 1) + " bytes of a netstring and its comma have come";
        }
        return digits == 0 ? null : "the length of a netstring has no colon behind it";
    }
}
