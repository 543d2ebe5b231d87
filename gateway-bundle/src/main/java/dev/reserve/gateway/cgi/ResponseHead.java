package dev.reserve.gateway.cgi;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/// The heads of responses: `Status: 200 OK` and the fields (RFC 3875 §6.3), or the same with the status line of HTTP.
public enum ResponseHead {
    CGI("Status: "), HTTP("HTTP/1.1 ");

    private static final int USUAL = 4096;
    private static final int LARGEST = 1 << 20;

    private final String start;

    ResponseHead(String start) {
        this.start = start;
    }

    /// Writes a head.
    ///
    /// @param length of the body, for which there is a field then; -1 if it is not known yet
    /// @return ready to be read, with room behind it for a short body; the caller releases it
    /// @throws IllegalArgumentException if it is too large
    public RetainableByteBuffer write(MetaData.Response response, long length, ByteBufferPool pool) {
        for (int size = USUAL;; size *= 4) {
            RetainableByteBuffer into = pool.acquire(size, true);
            ByteBuffer bytes = into.getByteBuffer().clear();
            try {
                write(response, length, bytes);
                bytes.flip();
                return into;
            } catch (BufferOverflowException e) {
                into.release();
                if (size >= LARGEST) {
                    throw new IllegalArgumentException("the response's head has more than " + LARGEST + " bytes", e);
                }
            }
        }
    }

    private void write(MetaData.Response response, long length, ByteBuffer to) {
        put(start, to);
        int status = response.getStatus();
        put(Integer.toString(status), to);
        to.put((byte) ' ');
        String reason = response.getReason();
        String standard = HttpStatus.getMessage(status);
        put(reason != null && !reason.isEmpty() ? reason : standard, to);
        line(to);
        HttpFields fields = response.getHttpFields();
        int count = fields.size();
        for (int i = 0; i < count; i++) {
            HttpField field = fields.getField(i);
            if (!isBetweenTwo(field.getHeader())) {
                put(field.getName(), to);
                to.put((byte) ':').put((byte) ' ');
                String value = field.getValue();
                if (value != null) {
                    put(value, to);
                }
                line(to);
            }
        }
        if (length >= 0 && !fields.contains(HttpHeader.CONTENT_LENGTH) && !HttpStatus.hasNoBody(status)) {
            put("Content-Length: " + length, to);
            line(to);
        }
        line(to);
    }

    /// Whether a field is for the two ends of one HTTP connection, which this is not.
    private static boolean isBetweenTwo(@Nullable HttpHeader header) {
        return header == HttpHeader.CONNECTION || header == HttpHeader.KEEP_ALIVE || header == HttpHeader.TRANSFER_ENCODING
                || header == HttpHeader.UPGRADE;
    }

    private static void line(ByteBuffer to) {
        to.put((byte) '\r').put((byte) '\n');
    }

    /// What is not Latin-1 becomes a question mark, and what would end the line a blank.
    private static void put(String text, ByteBuffer to) {
        if (to.remaining() < text.length()) {
            throw new BufferOverflowException();
        }
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            to.put(each > 0xff ? (byte) '?' : each == '\r' || each == '\n' || each == 0 ? (byte) ' ' : (byte) each);
        }
    }
}
