package dev.reserve.http.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads a stream of HTTP/1 requests as RFC 9112 says, and nothing that it does not: what a message is, and where it ends. It does not look into
/// request targets, and forgives only what the RFC lets one forgive and what moves no border between messages: more than one space in the request line, the case of
/// `HTTP`, and empty lines before it.
public final class StrictParser {

    /// @param fields name and value of each, the names in lower case
    public record Request(String method, String target, List<Field> fields, String body) {

        /// As text, for comparison and for messages.
        public String summary() {
            return method + " " + target + " [" + body + "]";
        }
    }

    public record Field(String name, String value) {}

    /// How a stream ends.
    public enum End {
        /// After a whole request, and it may go on.
        OPEN,
        /// After a whole request that is the last of its connection; what comes then is nobody's.
        CLOSED,
        /// Inside a request that has been well formed until there.
        INCOMPLETE,
        /// With a request that has to be refused.
        MALFORMED
    }

    /// @param requests the whole and well formed ones, in order
    /// @param consumed how many bytes they are, with empty lines before them
    /// @param problem what is wrong, if it ends so
    public record Reading(List<Request> requests, int consumed, End end, String problem) {}

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String problem) {
            super(problem);
        }
    }

    private static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1;
    }

    private final byte[] in;
    private int at;
    private boolean last;

    private StrictParser(byte[] in) {
        this.in = in;
    }

    public static Reading read(byte[] stream) {
        StrictParser parser = new StrictParser(stream);
        List<Request> requests = new ArrayList<>();
        int consumed = 0;
        try {
            while (!parser.last) {
                if (parser.onlyEmptyLinesLeft()) {
                    return new Reading(requests, consumed, End.OPEN, "");
                }
                requests.add(parser.request());
                consumed = parser.at;
            }
            return new Reading(requests, consumed, End.CLOSED, "");
        } catch (Malformed e) {
            return new Reading(requests, consumed, End.MALFORMED, e.getMessage() + " at byte " + parser.at);
        } catch (Incomplete e) {
            return new Reading(requests, consumed, End.INCOMPLETE, "");
        }
    }

    private boolean onlyEmptyLinesLeft() {
        while (at < in.length && (in[at] == '\r' || in[at] == '\n')) {
            at++;
        }
        return at == in.length;
    }

    private Request request() throws Malformed, Incomplete {
        String method = token();
        spaces();
        int from = at;
        while (peek() > ' ' && peek() != 0x7f) {
            at++;
        }
        String target = text(from, at);
        if (target.isEmpty()) {
            throw new Malformed("no request target");
        }
        spaces();
        String version = text(at, Math.min(at + 8, in.length)).toUpperCase(Locale.ROOT);
        if (version.length() < 8) {
            throw new Incomplete();
        }
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new Malformed("version " + version);
        }
        at += 8;
        crlf();
        List<Field> fields = fields();
        String body = body(fields, version.equals("HTTP/1.0"));
        return new Request(method, target, fields, body);
    }

    private String body(List<Field> fields, boolean http10) throws Malformed, Incomplete {
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        List<String> hosts = values(fields, "host");
        if (hosts.size() > 1 || (hosts.isEmpty() && !http10)) {
            throw new Malformed(hosts.size() + " Host fields");
        }
        if (lengths.size() > 1 || codings.size() > 1 || (!lengths.isEmpty() && !codings.isEmpty())) {
            throw new Malformed("lengths " + lengths + " and codings " + codings);
        }
        List<String> options = values(fields, "connection").stream()
                .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split("[ \t]*,[ \t]*", -1)).stream()).toList();
        last = options.contains("close") || (http10 && !options.contains("keep-alive"));
        if (!codings.isEmpty()) {
            if (http10 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new Malformed("codings " + codings);
            }
            return chunks();
        }
        if (lengths.isEmpty()) {
            return "";
        }
        String length = lengths.getFirst();
        if (!length.matches("[0-9]{1,30}")) {
            throw new Malformed("length " + length);
        }
        return bytes(new BigInteger(length));
    }

    private static List<String> values(List<Field> fields, String name) {
        return fields.stream().filter(field -> field.name.equals(name)).map(Field::value).toList();
    }

    private List<Field> fields() throws Malformed, Incomplete {
        List<Field> fields = new ArrayList<>();
        while (peek() != '\r') {
            String name = token().toLowerCase(Locale.ROOT);
            if (next() != ':') {
                throw new Malformed("no colon after the field name " + name);
            }
            int from = at;
            while ((peek() >= ' ' && peek() != 0x7f) || peek() == '\t') {
                at++;
            }
            fields.add(new Field(name, text(from, at).replaceAll("^[ \t]+|[ \t]+$", "")));
            crlf();
        }
        crlf();
        return fields;
    }

    private String chunks() throws Malformed, Incomplete {
        StringBuilder body = new StringBuilder();
        while (true) {
            int from = at;
            while (Character.digit(peek(), 16) >= 0) {
                at++;
            }
            if (at == from) {
                throw new Malformed("no chunk size");
            }
            BigInteger size = new BigInteger(text(from, at), 16);
            extensions();
            crlf();
            if (size.signum() == 0) {
                fields();
                return body.toString();
            }
            body.append(bytes(size));
            crlf();
        }
    }

    /// `*( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )` (RFC 9112 §7.1.1).
    private void extensions() throws Malformed, Incomplete {
        while (peek() != '\r') {
            whitespace();
            if (next() != ';') {
                throw new Malformed("no semicolon before a chunk extension");
            }
            whitespace();
            token();
            int after = at;
            whitespace();
            if (peek() != '=') {
                at = after;
                continue;
            }
            at++;
            whitespace();
            if (peek() == '"') {
                quoted();
            } else {
                token();
            }
        }
    }

    private void quoted() throws Malformed, Incomplete {
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            if ((peek() < ' ' && peek() != '\t') || peek() == 0x7f) {
                throw new Malformed("a control character in a quoted string");
            }
            at++;
        }
        at++;
    }

    private void whitespace() throws Incomplete {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private void spaces() throws Malformed, Incomplete {
        if (next() != ' ') {
            throw new Malformed("no space in the request line");
        }
        while (peek() == ' ') {
            at++;
        }
    }

    private String token() throws Malformed, Incomplete {
        int from = at;
        while (isTokenCharacter(peek())) {
            at++;
        }
        if (at == from) {
            throw new Malformed("no token");
        }
        return text(from, at);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c > 0 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private void crlf() throws Malformed, Incomplete {
        if (next() != '\r' || next() != '\n') {
            throw new Malformed("no CRLF");
        }
    }

    private int peek() throws Incomplete {
        if (at >= in.length) {
            throw new Incomplete();
        }
        return in[at] & 0xff;
    }

    private int next() throws Incomplete {
        int c = peek();
        at++;
        return c;
    }

    private String bytes(BigInteger number) throws Incomplete {
        if (number.compareTo(BigInteger.valueOf(in.length - at)) > 0) {
            throw new Incomplete();
        }
        int from = at;
        at += number.intValueExact();
        return text(from, at);
    }

    private String text(int from, int to) {
        return new String(in, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
