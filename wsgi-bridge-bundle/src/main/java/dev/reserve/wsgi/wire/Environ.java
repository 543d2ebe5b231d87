package dev.reserve.wsgi.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reserve.http.spi.AddressVariable;
import dev.reserve.http.spi.Variables;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Writes the variables of requests (PEP 3333, RFC 3875 §4.1) as `key\0value\0key\0value` in Latin-1. For one thread.
public final class Environ {

    private static final byte[] METHOD = "REQUEST_METHOD\0".getBytes(ISO_8859_1);
    private static final byte[] SCRIPT = "\0SCRIPT_NAME\0".getBytes(ISO_8859_1);
    private static final byte[] PATH = "\0PATH_INFO\0".getBytes(ISO_8859_1);
    private static final byte[] ROOT = "\0SCRIPT_NAME\0\0PATH_INFO\0".getBytes(ISO_8859_1);
    private static final byte[] QUERY = "\0QUERY_STRING\0".getBytes(ISO_8859_1);
    private static final byte[] URI = "\0REQUEST_URI\0".getBytes(ISO_8859_1);
    private static final byte[] PROTOCOL = "\0SERVER_PROTOCOL\0".getBytes(ISO_8859_1);
    private static final byte[] HTTP = "\0wsgi.url_scheme\0http".getBytes(ISO_8859_1);
    private static final byte[] HTTPS = "\0HTTPS\0on\0wsgi.url_scheme\0https".getBytes(ISO_8859_1);
    private static final byte[] ADDRESS = "\0REMOTE_ADDR\0".getBytes(ISO_8859_1);
    private static final byte[] CLIENT_PORT = "\0REMOTE_PORT\0".getBytes(ISO_8859_1);
    private static final byte[] SERVER = "\0SERVER_NAME\0".getBytes(ISO_8859_1);
    private static final byte[] SERVER_PORT = "\0SERVER_PORT\0".getBytes(ISO_8859_1);
    private static final byte[] HOST = "\0HTTP_HOST\0".getBytes(ISO_8859_1);

    private static final int ADDRESSES = 256;

    private final FieldNames names = new FieldNames();
    private final @Nullable InetAddress[] addresses = new InetAddress[ADDRESSES];
    private final String[] addressTexts = new String[ADDRESSES];
    private final Repeated repeated = new Repeated();

    /// @param context the path that the app is mounted at
    public void write(Request request, String context, FrameWriter to) {
        HttpURI uri = request.getHttpURI();
        Variables variables = request.getAttribute(Variables.ATTRIBUTE) instanceof Variables told ? told : null;
        to.put(METHOD).put(request.getMethod());
        if (variables != null && variables.script().length > 0) {
            PathBytes divided = PathBytes.of(path(uri), uri.getCanonicalPath(), context);
            to.put(SCRIPT).put(variables.script()).put(divided.script()).put(PATH).put(divided.info());
        } else {
            path(uri, context, to);
        }
        String query = uri.getQuery();
        to.put(QUERY).put(query == null ? "" : query);
        to.put(URI).put(uri.getPathQuery());
        to.put(PROTOCOL).put(request.getConnectionMetaData().getHttpVersion().asString());
        to.put(request.isSecure() ? HTTPS : HTTP);
        client(request, to);
        String server = Request.getServerName(request);
        to.put(SERVER).put(server == null ? "localhost" : server);
        to.put(SERVER_PORT).put(decimal(Request.getServerPort(request)));
        if (variables != null) {
            to.put(variables.others()); // of two with one name the second counts
        }
        fields(request, to);
    }

    private static void path(HttpURI uri, String context, FrameWriter to) {
        String raw = path(uri);
        if (context.length() <= 1 && raw.startsWith("/") && raw.indexOf('%') < 0 && !raw.contains("/.") && isAscii(raw)) {
            to.put(ROOT).put(raw);
        } else {
            PathBytes divided = PathBytes.of(raw, uri.getCanonicalPath(), context);
            to.put(SCRIPT).put(divided.script()).put(PATH).put(divided.info());
        }
    }

    private static String path(HttpURI uri) {
        String path = uri.getPath();
        return path == null ? "/" : path;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private void client(Request request, FrameWriter to) {
        to.put(ADDRESS);
        if (request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet && inet.getAddress() != null) {
            to.put(text(inet.getAddress())).put(CLIENT_PORT).put(decimal(inet.getPort()));
        }
    }

    private String text(InetAddress address) {
        int place = address.hashCode() & (ADDRESSES - 1);
        if (!address.equals(addresses[place])) {
            addressTexts[place] = AddressVariable.of(address);
            addresses[place] = address;
        }
        return addressTexts[place];
    }

    private static String decimal(int number) {
        return switch (number) {
            case 80 -> "80";
            case 443 -> "443";
            case 8080 -> "8080";
            default -> Integer.toString(number);
        };
    }

    private void fields(Request request, FrameWriter to) {
        HttpFields fields = request.getHeaders();
        boolean host = false;
        repeated.clear();
        int count = fields.size();
        for (int i = 0; i < count; i++) {
            if (repeated.has(fields.getField(i))) {
                joined(request, to);
                return;
            }
        }
        for (int i = 0; i < count; i++) {
            HttpField field = fields.getField(i);
            byte[] name = names.of(field);
            if (name != null) {
                host |= field.getHeader() == HttpHeader.HOST;
                to.put(name).put(value(field));
            }
        }
        if (!host) {
            authority(request, to);
        }
    }

    /// HTTP/2 has the host elsewhere.
    private static void authority(Request request, FrameWriter to) {
        String authority = request.getHttpURI().getAuthority();
        if (authority != null) {
            to.put(HOST).put(authority);
        }
    }

    /// The same for requests in which a field is there more than once (RFC 9110 §5.3, for cookies RFC 9113 §8.2.3).
    private void joined(Request request, FrameWriter to) {
        Map<String, StringBuilder> values = new LinkedHashMap<>();
        for (HttpField field : request.getHeaders()) {
            byte[] name = names.of(field);
            if (name != null) {
                StringBuilder value = values.computeIfAbsent(new String(name, ISO_8859_1), _ -> new StringBuilder());
                if (!value.isEmpty()) {
                    value.append(field.getHeader() == HttpHeader.COOKIE ? "; " : ",");
                }
                value.append(value(field));
            }
        }
        values.forEach((name, value) -> to.put(name).put(value.toString()));
        if (!request.getHeaders().contains(HttpHeader.HOST)) {
            authority(request, to);
        }
    }

    private static String value(HttpField field) {
        String value = field.getValue();
        return value == null ? "" : value;
    }

    /// Tells whether a field has been there before.
    private static final class Repeated {

        private final Set<HttpHeader> known = EnumSet.noneOf(HttpHeader.class);
        private final String[] others = new String[256];
        private int count;

        void clear() {
            known.clear();
            count = 0;
        }

        boolean has(HttpField field) {
            HttpHeader header = field.getHeader();
            if (header != null) {
                return !known.add(header);
            }
            if (count == others.length) {
                return true; // too many to tell: the slower way sees to it
            }
            String name = field.getName();
            for (int i = 0; i < count; i++) {
                if (others[i].equalsIgnoreCase(name)) {
                    return true;
                }
            }
            others[count++] = name;
            return false;
        }
    }

    /// Whether a request cannot be put into an environ at all.
    public static boolean isUnfit(Request request) {
        String path = request.getHttpURI().getPath();
        return path != null && PathBytes.hasZero(path);
    }
}
