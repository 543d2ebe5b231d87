package dev.reserve.wsgi.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// Reads `200 OK\0Name\0value\0Name\0value` into a response. Applications give the same fields again and again, so some are remembered. For one thread.
public final class ResponseHead {

    private static final int REMEMBERED = 128;
    private static final int SHORT = 128;

    private byte[] bytes = new byte[4096];
    private final byte[] @Nullable [] known = new byte[REMEMBERED][];
    private final @Nullable HttpField[] fields = new HttpField[REMEMBERED];

    /// Reads the length of a head and the head. The body follows in the payload.
    public void read(ByteBuffer payload, Response response) throws IOException {
        int length = payload.remaining() < Integer.BYTES ? -1 : payload.getInt();
        if (length < 3 || length > payload.remaining()) {
            throw new IOException("the head of a response has " + length + " bytes of the " + payload.remaining() + " that came");
        }
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        payload.get(bytes, 0, length);
        response.setStatus(status());
        HttpFields.Mutable headers = response.getHeaders();
        int at = end(0, length) + 1;
        while (at < length) {
            int nameEnd = end(at, length);
            int valueEnd = nameEnd == length ? length : end(nameEnd + 1, length);
            add(headers, field(at, nameEnd, valueEnd));
            at = valueEnd + 1;
        }
    }

    private int status() throws IOException {
        int status = 0;
        for (int i = 0; i < 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new IOException("a response does not begin with its status");
            }
            status = 10 * status + bytes[i] - '0';
        }
        return status;
    }

    private int end(int from, int length) {
        int at = from;
        while (at < length && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private static void add(HttpFields.Mutable headers, HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.DATE || header == HttpHeader.CONTENT_LENGTH) { // the server has its own, unless the app has
            headers.put(field);
        } else {
            headers.add(field);
        }
    }

    private HttpField field(int from, int nameEnd, int valueEnd) {
        if (valueEnd - from > SHORT) {
            return make(from, nameEnd, valueEnd);
        }
        int hash = 0;
        for (int i = from; i < valueEnd; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 15) & (REMEMBERED - 1);
        byte[] before = known[place];
        HttpField field = fields[place];
        if (before == null || field == null || !java.util.Arrays.equals(before, 0, before.length, bytes, from, valueEnd)) {
            field = make(from, nameEnd, valueEnd);
            known[place] = java.util.Arrays.copyOfRange(bytes, from, valueEnd);
            fields[place] = field;
        }
        return field;
    }

    private HttpField make(int from, int nameEnd, int valueEnd) {
        String name = new String(bytes, from, nameEnd - from, StandardCharsets.ISO_8859_1);
        String value = nameEnd >= valueEnd
                ? ""
                : new String(bytes, nameEnd + 1, valueEnd - nameEnd - 1, StandardCharsets.ISO_8859_1);
        return new HttpField(name, value);
    }
}
