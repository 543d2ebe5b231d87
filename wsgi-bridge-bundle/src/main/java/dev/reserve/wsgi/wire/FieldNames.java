package dev.reserve.wsgi.wire;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// What the header fields of requests are called in an environ (RFC 3875 §4.1.18). For one thread.
final class FieldNames {

    private static final int MOST = 200;
    private static final byte[] LEFT_OUT = {};
    private static final Map<HttpHeader, byte[]> KNOWN = known();

    private final Map<String, byte[]> others = new HashMap<>();

    private static Map<HttpHeader, byte[]> known() {
        Map<HttpHeader, byte[]> names = new EnumMap<>(HttpHeader.class);
        for (HttpHeader header : HttpHeader.values()) {
            names.put(header, name(header.asString()));
        }
        return names;
    }

    /// The name, and the separators before and after it; null if the field is left out.
    byte @Nullable [] of(HttpField field) {
        HttpHeader header = field.getHeader();
        byte[] name = header == null ? other(field.getName()) : KNOWN.get(header);
        return name == null || name.length == 0 ? null : name;
    }

    private byte[] other(String field) {
        byte[] known = others.get(field);
        if (known != null) {
            return known;
        }
        byte[] name = name(field);
        if (others.size() < MOST) {
            others.put(field, name);
        }
        return name;
    }

    /// Fields with an underscore could not be told from those with a hyphen. `Proxy` would be taken for the variable that names a proxy for outgoing
    /// requests. The pseudo fields of HTTP/2 are variables of their own.
    private static byte[] name(String field) {
        String upper = field.toUpperCase(Locale.ROOT);
        if (field.indexOf('_') >= 0 || field.indexOf(':') >= 0 || upper.equals("PROXY")) {
            return LEFT_OUT;
        }
        String name = upper.replace('-', '_');
        boolean bare = name.equals("CONTENT_TYPE") || name.equals("CONTENT_LENGTH");
        return ('\0' + (bare ? name : "HTTP_" + name) + '\0').getBytes(StandardCharsets.ISO_8859_1);
    }
}
