package dev.reserve.gateway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a request is for, below the path that the web server has mounted us at.
///
/// The path is taken from `REQUEST_URI`, as the client sent it, if it says the same as `SCRIPT_NAME` and `PATH_INFO` do; if not, the web server has rewritten it,
/// and means what it says in these. A web server that sends no `PATH_INFO` has no mount, whatever is in `SCRIPT_NAME`: nginx has the whole path there.
///
/// @param script what it is mounted at, decoded; empty, or a path without a slash at its end
/// @param path below it, as in a URI; begins with a slash, or is `*`
record Target(String script, String path) {

    private static final String UNCODED = "-._~!$&'()*+,;=:@/";

    /// The values are in the bytes that came, as Latin-1.
    ///
    /// @param uri path and query, as the client sent them, or an absolute URI; null if that is not known
    /// @param script see RFC 3875 §4.1.13
    /// @param info see RFC 3875 §4.1.5
    /// @param document path of the request, decoded and maybe rewritten, for those who send no path info
    /// @return null if there is no path
    static @Nullable Target of(@Nullable String uri, @Nullable String script, @Nullable String info, @Nullable String document) {
        String raw = uri == null ? null : path(ascii(uri));
        if (raw != null && raw.equals("*")) {
            return new Target("", raw);
        }
        if (info == null) {
            String path = raw != null ? raw : encode(document != null ? document : script == null ? "/" : script);
            return path.startsWith("/") ? new Target("", path) : null;
        }
        String mount = script == null ? "" : mount(script);
        if (raw != null && raw.startsWith("/")) {
            int behind = behind(raw, mount);
            // also if the path info is all of the path, as nginx has it by default
            if (behind >= 0 && (decode(raw.substring(behind)).equals(info) || decode(raw).equals(info))) {
                return new Target(mount, behind == raw.length() ? "/" : raw.substring(behind));
            }
            // Apache's mod_proxy_scgi has the path info encoded, does not find that at the end of the path, and takes all of the path for the script
            if (script != null && info.startsWith("/") && info.indexOf('%') >= 0 && decode(raw).equals(script)
                    && script.endsWith(decode(info))) {
                String outer = mount(script.substring(0, script.length() - decode(info).length()));
                int at = behind(raw, outer);
                if (at >= 0) {
                    return new Target(outer, raw.substring(at));
                }
            }
        }
        String path = encode(info);
        return new Target(mount, path.isEmpty() ? "/" : path.startsWith("/") ? path : "/" + path);
    }

    /// With a slash at the beginning and none at the end, if it is not empty.
    private static String mount(String script) {
        int end = script.length();
        while (end > 0 && script.charAt(end - 1) == '/') {
            end--;
        }
        return end == 0 || script.startsWith("/") ? script.substring(0, end) : "/" + script.substring(0, end);
    }

    /// Without the query, and without scheme and host.
    private static String path(String uri) {
        int end = uri.indexOf('?');
        String path = end < 0 ? uri : uri.substring(0, end);
        int fragment = path.indexOf('#');
        path = fragment < 0 ? path : path.substring(0, fragment);
        int scheme = path.startsWith("/") ? -1 : path.indexOf("://");
        if (scheme < 0) {
            return path;
        }
        int root = path.indexOf('/', scheme + 3);
        return root < 0 ? "/" : path.substring(root);
    }

    /// Where the part of a raw path ends that says `decoded`; -1 if it does not begin so.
    private static int behind(String raw, String decoded) {
        int at = 0;
        for (int i = 0; i < decoded.length(); i++) {
            if (at >= raw.length()) {
                return -1;
            }
            boolean coded = isCoded(raw, at);
            if ((coded ? HexFormat.fromHexDigits(raw, at + 1, at + 3) : raw.charAt(at)) != decoded.charAt(i)) {
                return -1;
            }
            at += coded ? 3 : 1;
        }
        return at == raw.length() || raw.charAt(at) == '/' ? at : -1;
    }

    private static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        StringBuilder decoded = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            if (isCoded(raw, i)) {
                decoded.append((char) HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                decoded.append(raw.charAt(i));
            }
        }
        return decoded.toString();
    }

    private static boolean isCoded(String raw, int at) {
        return raw.charAt(at) == '%' && at + 2 < raw.length() && HexFormat.isHexDigit(raw.charAt(at + 1))
                && HexFormat.isHexDigit(raw.charAt(at + 2));
    }

    private static String encode(String decoded) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(decoded.length());
        for (byte each : decoded.getBytes(ISO_8859_1)) {
            boolean plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9');
            if (plain || (each > 0 && UNCODED.indexOf(each) >= 0)) {
                encoded.write(each);
            } else {
                encoded.write('%');
                encoded.writeBytes(HexFormat.of().withUpperCase().toHexDigits(each).getBytes(ISO_8859_1));
            }
        }
        return encoded.toString(ISO_8859_1);
    }

    private static boolean isPlain(char each) {
        return each > ' ' && each < 0x7f;
    }

    /// With what no URI has in it as it stands, such as bytes beyond ASCII, encoded.
    private static String ascii(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (!isPlain(raw.charAt(i))) {
                StringBuilder ascii = new StringBuilder(raw.substring(0, i));
                raw.substring(i).chars().forEach(each -> {
                    if (isPlain((char) each)) {
                        ascii.append((char) each);
                    } else {
                        ascii.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) each));
                    }
                });
                return ascii.toString();
            }
        }
        return raw;
    }
}
