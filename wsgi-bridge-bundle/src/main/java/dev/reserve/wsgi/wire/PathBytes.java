package dev.reserve.wsgi.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// The path of a request as the bytes that it stands for, divided where the app is mounted.
final class PathBytes {

    private static final byte[] NONE = {};

    private final byte[] script;
    private final byte[] info;

    private PathBytes(byte[] script, byte[] info) {
        this.script = script;
        this.info = info;
    }

    /// The path that the app is mounted at, without a slash at its end.
    byte[] script() {
        return script;
    }

    /// What is below.
    byte[] info() {
        return info;
    }

    /// @param raw of the request, as it came
    /// @param canonical decoded by Jetty, without dot segments: what the request was routed by
    /// @param context that it was routed to: `/`, or without a slash at its end
    static PathBytes of(String raw, @Nullable String canonical, String context) {
        byte[] path = decode(withoutDotSegments(raw));
        if (context.length() <= 1) {
            return new PathBytes(NONE, path.length == 0 || path[0] != '/' ? new byte[]{'/'} : path);
        }
        byte[] script = context.getBytes(StandardCharsets.UTF_8);
        if (!isBelow(path, script) && canonical != null) { // such as /shop;x=1/cart below /shop
            path = decode(canonical);
        }
        return new PathBytes(script, isBelow(path, script) ? Arrays.copyOfRange(path, script.length, path.length) : path);
    }

    private static boolean isBelow(byte[] path, byte[] script) {
        return path.length >= script.length && Arrays.equals(path, 0, script.length, script, 0, script.length)
                && (path.length == script.length || path[script.length] == '/');
    }

    private static String withoutDotSegments(String raw) {
        if (!raw.contains("/.")) {
            return raw;
        }
        String normal = URIUtil.normalizePath(raw);
        return normal == null ? raw : normal;
    }

    /// Whether there is a zero byte in a path, which no app expects.
    static boolean hasZero(String raw) {
        return raw.contains("%00");
    }

    private static byte[] decode(String path) {
        if (path.indexOf('%') < 0) {
            return bytes(path);
        }
        byte[] from = bytes(path);
        byte[] to = new byte[from.length];
        int end = 0;
        for (int i = 0; i < from.length; i++) {
            if (from[i] == '%' && i + 2 < from.length && HexFormat.isHexDigit(from[i + 1]) && HexFormat.isHexDigit(from[i + 2])) {
                to[end++] = (byte) (HexFormat.fromHexDigit(from[i + 1]) << 4 | HexFormat.fromHexDigit(from[i + 2]));
                i += 2;
            } else {
                to[end++] = from[i];
            }
        }
        return Arrays.copyOf(to, end);
    }

    /// Where Jetty has characters beyond ASCII, the path had them in UTF-8.
    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }
}
