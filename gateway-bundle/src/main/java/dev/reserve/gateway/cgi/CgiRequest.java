package dev.reserve.gateway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reserve.http.spi.MalformedException;
import dev.reserve.http.spi.Variables;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/// A request as a web server tells it, in variables (RFC 3875 §4.1): what they are is gathered here, for all protocols.
///
/// Not for several threads at a time.
public final class CgiRequest {

    private static final int USUAL_FIELDS = 24;
    private static final int USUAL_OTHERS = 768;
    private static final byte[] NONE = {};
    private static final String OLDEST = "HTTP/1.0";
    private static final byte[] OLDEST_PROTOCOL = ("\0SERVER_PROTOCOL\0" + OLDEST).getBytes(ISO_8859_1);

    private final HttpFields.Mutable fields = HttpFields.build(USUAL_FIELDS);
    private byte[] others = new byte[USUAL_OTHERS];
    private int othersEnd;
    private int size;
    private long length;
    private boolean lengthGiven;
    private @Nullable String method;
    private @Nullable String uri;
    private @Nullable String script;
    private @Nullable String info;
    private @Nullable String document;
    private @Nullable String query;
    private @Nullable String protocol;
    private @Nullable String secure;
    private @Nullable String scheme;
    private @Nullable String client;
    private @Nullable String clientPort;
    private @Nullable String server;
    private @Nullable String serverPort;
    private @Nullable HttpField type;

    /// Adds a variable.
    ///
    /// @param from its name and its value
    /// @throws MalformedException if it cannot be one
    public void put(byte[] from, int nameAt, int nameLength, int valueAt, int valueLength) throws MalformedException {
        if (nameLength == 0) {
            throw new MalformedException("a variable without a name; expected one such as REQUEST_METHOD");
        }
        Name name = Name.of(from, nameAt, nameLength);
        switch (name.kind()) {
            case METHOD -> method = text(from, valueAt, valueLength);
            case URI -> uri = kept(from, nameAt, nameLength, valueAt, valueLength);
            case SCRIPT -> script = text(from, valueAt, valueLength);
            case PATH -> info = text(from, valueAt, valueLength);
            case DOCUMENT -> document = kept(from, nameAt, nameLength, valueAt, valueLength);
            case QUERY -> query = kept(from, nameAt, nameLength, valueAt, valueLength);
            case PROTOCOL -> protocol = kept(from, nameAt, nameLength, valueAt, valueLength);
            case HTTPS -> secure = text(from, valueAt, valueLength);
            case SCHEME -> scheme = kept(from, nameAt, nameLength, valueAt, valueLength);
            case CLIENT -> client = text(from, valueAt, valueLength);
            case CLIENT_PORT -> clientPort = text(from, valueAt, valueLength);
            case SERVER -> server = valueLength == 0 ? null : kept(from, nameAt, nameLength, valueAt, valueLength); // never empty: PEP 3333
            case SERVER_PORT -> serverPort = valueLength == 0 ? null : kept(from, nameAt, nameLength, valueAt, valueLength);
            case LENGTH -> length(from, valueAt, valueLength);
            case FIELD -> fields.add(field(name, from, valueAt, valueLength));
            case FIELD_AGAIN -> type = field(name, from, valueAt, valueLength);
            case HOP -> size += nameLength + valueLength;
            case OTHER -> kept(from, nameAt, nameLength, valueAt, valueLength);
        }
    }

    private HttpField field(Name name, byte[] from, int at, int size) throws MalformedException {
        this.size += name.text().length() + size + 4; // as it would be in HTTP, with ": " and a line end
        for (int i = at; i < at + size; i++) {
            if ((from[i] >= 0 && from[i] < ' ' && from[i] != '\t') || from[i] == 0x7f) {
                throw new MalformedException("the field " + name.text() + " has the control character " + from[i] + " in it");
            }
        }
        return new HttpField(name.header(), name.text(), new String(from, at, size, ISO_8859_1));
    }

    private void length(byte[] from, int at, int size) throws MalformedException {
        length = 0;
        lengthGiven = size > 0 && !(size == 2 && from[at] == '-' && from[at + 1] == '1'); // no body, or for Caddy one whose length it does not know
        if (!lengthGiven) {
            return;
        }
        for (int i = at; i < at + size; i++) {
            if (from[i] < '0' || from[i] > '9' || size > 18) {
                throw new MalformedException("CONTENT_LENGTH=" + shown(text(from, at, size)) + "; expected a number of bytes");
            }
            length = 10 * length + from[i] - '0';
        }
    }

    private static String text(byte[] from, int at, int size) {
        return new String(from, at, size, ISO_8859_1);
    }

    /// Text from outside, for a message.
    static String shown(String text) {
        String end = text.length() > 40 ? "…" : "";
        return text.substring(0, Math.min(40, text.length())).replaceAll("[^ -~]", "?") + end;
    }

    /// Keeps a variable for who wants it as it came.
    private String kept(byte[] from, int nameAt, int nameLength, int valueAt, int valueLength) throws MalformedException {
        if (hasZero(from, nameAt, nameLength) || hasZero(from, valueAt, valueLength)) {
            throw new MalformedException("the variable " + shown(text(from, nameAt, nameLength)) + " has a zero byte in it");
        }
        int more = nameLength + valueLength + 2;
        if (othersEnd + more > others.length) {
            others = Arrays.copyOf(others, Math.max(2 * others.length, othersEnd + more));
        }
        others[othersEnd] = 0;
        System.arraycopy(from, nameAt, others, othersEnd + 1, nameLength);
        others[othersEnd + 1 + nameLength] = 0;
        System.arraycopy(from, valueAt, others, othersEnd + 2 + nameLength, valueLength);
        othersEnd += more;
        return text(from, valueAt, valueLength);
    }

    private static boolean hasZero(byte[] from, int at, int size) {
        for (int i = at; i < at + size; i++) {
            if (from[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /// Whether the web server says how long the body is.
    public boolean hasLength() {
        return lengthGiven;
    }

    /// How long the body is; 0 if that is not said.
    public long length() {
        return length;
    }

    /// The value of a variable that is none of those a request consists of, such as `FCGI_ROLE`; null if it is not there.
    public @Nullable String other(String name) {
        String all = text(others, 0, othersEnd) + '\0';
        int at = all.indexOf('\0' + name + '\0');
        return at < 0 ? null : all.substring(at + name.length() + 2, all.indexOf('\0', at + name.length() + 2));
    }

    /// The method.
    ///
    /// @throws MalformedException if there is none
    String method() throws MalformedException {
        String given = method;
        if (given == null || given.isEmpty()
                || !given.chars().allMatch(each -> each > ' ' && each < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(each) < 0)) {
            throw new MalformedException(
                    "REQUEST_METHOD" + (given == null ? " is missing" : "=" + shown(given)) + "; expected one such as GET");
        }
        HttpMethod known = HttpMethod.CACHE.get(given);
        return known != null && known.is(given) ? known.asString() : given;
    }

    /// What it is for; null if it has no path.
    @Nullable
    Target target() {
        return Target.of(uri, script, info, document);
    }

    /// Without the question mark; null for none.
    @Nullable
    String query() {
        String whole = uri;
        if (query != null) {
            return query.isEmpty() ? null : query;
        }
        int at = whole == null ? -1 : whole.indexOf('?');
        return whole == null || at < 0 ? null : whole.substring(at + 1);
    }

    /// As much as a head with it takes in HTTP, about.
    int size() {
        return size + (uri == null ? 0 : uri.length());
    }

    boolean isSecure() {
        return secure == null ? "https".equals(scheme) : !secure.isEmpty() && !secure.equalsIgnoreCase("off");
    }

    /// Such as `HTTP/1.1`: what the client speaks with the web server.
    String protocol() {
        return protocol == null || protocol.isEmpty() ? OLDEST : protocol;
    }

    @Nullable
    String client() {
        return client;
    }

    @Nullable
    String clientPort() {
        return clientPort;
    }

    @Nullable
    String server() {
        return server;
    }

    @Nullable
    String serverPort() {
        return serverPort;
    }

    HttpFields fields() {
        if (type != null && !fields.contains(HttpHeader.CONTENT_TYPE)) {
            fields.add(type);
        }
        if (fields.contains(HttpHeader.CONTENT_TYPE) && "".equals(fields.get(HttpHeader.CONTENT_TYPE))) { // where there is no body
            fields.remove(HttpHeader.CONTENT_TYPE);
        }
        if (lengthGiven) {
            fields.put(HttpHeader.CONTENT_LENGTH, length);
        }
        return fields.asImmutable();
    }

    Variables variables(Target target) {
        byte[] mount = target.script().isEmpty() ? NONE : target.script().getBytes(ISO_8859_1);
        byte[] all = Arrays.copyOf(others, othersEnd + (protocol().equals(protocol) ? 0 : OLDEST_PROTOCOL.length));
        System.arraycopy(OLDEST_PROTOCOL, 0, all, othersEnd, all.length - othersEnd);
        return new Variables(mount, all);
    }
}
