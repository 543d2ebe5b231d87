package dev.reserve.gateway.fastcgi.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/// Reads the head of a CGI response (RFC 3875 §6), which may come in pieces of any size. Lines may end as programs like it, with or without a carriage return.
final class CgiHead {

    private static final int MOST_BYTES = 64 << 10;
    private static final int SHOWN = 80;
    /// What is between the program and this server: the client has another connection.
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpFields.Mutable fields = HttpFields.build();
    private byte[] line = new byte[256];
    private int length;
    private int bytes;
    private int status;
    private boolean hasField;
    private boolean complete;

    /// Reads up to its end, and consumes it.
    ///
    /// @throws BadAnswerException what is wrong
    void read(ByteBuffer in) throws BadAnswerException {
        while (!complete && in.hasRemaining()) {
            byte next = in.get();
            if (++bytes > MOST_BYTES) {
                throw bad("the head of the answer is longer than " + MOST_BYTES + " bytes; expected an empty line before");
            }
            if (next == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                length = 0;
                line(new String(line, 0, end, StandardCharsets.ISO_8859_1));
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, 2 * length);
                }
                line[length++] = next;
            }
        }
    }

    private void line(String text) throws BadAnswerException {
        if (text.isEmpty()) {
            if (!hasField) {
                throw bad("the answer begins with an empty line; expected a field such as Content-Type");
            }
            complete = true;
            return;
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? "" : text.substring(0, colon);
        String value = text.substring(colon + 1).strip();
        if (!isToken(name) || value.chars().anyMatch(character -> (character < ' ' && character != '\t') || character == 0x7f)) {
            throw bad("the head of the answer has the line \"" + shown(text) + "\"; expected NAME: VALUE");
        }
        hasField = true;
        if (name.equalsIgnoreCase("Status")) {
            status = status(value);
        } else if (name.equalsIgnoreCase("Content-Length")) {
            fields.put(HttpHeader.CONTENT_LENGTH, length(value));
        } else if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
            HttpField field = new HttpField(name, value);
            if (field.getHeader() == HttpHeader.CONTENT_TYPE || field.getHeader() == HttpHeader.LOCATION
                    || field.getHeader() == HttpHeader.DATE) {
                fields.put(field);
            } else {
                fields.add(field);
            }
        }
    }

    private static int status(String value) throws BadAnswerException {
        if (!value.matches("[2-5]\\d\\d(\\s.*)?")) {
            throw bad("the answer has the status \"" + shown(value) + "\"; expected one from 200 to 599");
        }
        return Integer.parseInt(value.substring(0, 3));
    }

    private static long length(String value) throws BadAnswerException {
        if (!value.matches("\\d{1,18}")) {
            throw bad("the answer has the length \"" + shown(value) + "\"; expected a number of bytes");
        }
        return Long.parseLong(value);
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(character -> (character >= '0' && character <= '9')
                || (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(character) >= 0);
    }

    private static String shown(String text) {
        String part = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return part.replaceAll("\\p{Cntrl}", "?");
    }

    private static BadAnswerException bad(String message) {
        return new BadAnswerException(HttpStatus.BAD_GATEWAY_502, message);
    }

    boolean complete() {
        return complete;
    }

    HttpFields fields() {
        return fields;
    }

    /// The path that the program wants served in the place of its answer (RFC 3875 §6.2.2), or empty.
    String redirection() {
        String location = fields.get(HttpHeader.LOCATION);
        return status == 0 && location != null && location.startsWith("/") && !location.startsWith("//") ? location : "";
    }

    int status() {
        if (status != 0) {
            return status;
        }
        return fields.contains(HttpHeader.LOCATION) ? HttpStatus.FOUND_302 : HttpStatus.OK_200;
    }
}
