package dev.reserve.gateway.uwsgi;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.single.HeadReader;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a packet of variables: a modifier of 0, the length of what follows in two bytes, a second modifier; then names and values, each behind its length in
/// two bytes. The lower byte of a length comes first.
final class UwsgiHead implements HeadReader {

    private static final int HEADER = 4;
    private static final byte[] NONE = {};

    private final byte[] header = new byte[HEADER];
    private int headerCount;
    private byte[] bytes = NONE;
    private int count;

    @Override
    public boolean read(ByteBuffer from, CgiRequest to) throws MalformedException {
        if (headerCount < HEADER) {
            int more = Math.min(HEADER - headerCount, from.remaining());
            from.get(header, headerCount, more);
            headerCount += more;
            if (headerCount > 0 && header[0] != 0) {
                throw new MalformedException("a packet with the modifier " + (header[0] & 0xff) + "; expected 0, a request for WSGI");
            }
            if (headerCount < HEADER) {
                return false;
            }
            bytes = new byte[length(header, 1)];
        }
        int more = Math.min(bytes.length - count, from.remaining());
        from.get(bytes, count, more);
        count += more;
        if (count < bytes.length) {
            return false;
        }
        variables(to);
        return true;
    }

    private static int length(byte[] in, int at) {
        return (in[at] & 0xff) | (in[at + 1] & 0xff) << 8;
    }

    private void variables(CgiRequest to) throws MalformedException {
        int at = 0;
        while (at < bytes.length) {
            int name = begin(at);
            int nameLength = length(bytes, at);
            int value = begin(name + nameLength);
            int valueLength = length(bytes, name + nameLength);
            to.put(bytes, name, nameLength, value, valueLength);
            at = value + valueLength;
        }
    }

    /// Where the text begins whose length is at a place.
    private int begin(int at) throws MalformedException {
        if (at + 2 > bytes.length || at + 2 + length(bytes, at) > bytes.length) {
            throw new MalformedException("a name or a value that goes beyond the " + bytes.length + " bytes of its packet");
        }
        return at + 2;
    }

    @Override
    public @Nullable String missing() {
        if (headerCount == HEADER) {
            return count + " of the " + bytes.length + " bytes of a packet have come";
        }
        return headerCount == 0 ? null : headerCount + " of the " + HEADER + " bytes of a packet's header have come";
    }
}
