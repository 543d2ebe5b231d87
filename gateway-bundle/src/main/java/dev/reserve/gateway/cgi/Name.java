package dev.reserve.gateway.cgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpTokens;
import org.jspecify.annotations.Nullable;

/// The name of a variable, and what it means. Web servers send the same names again and again, so many are remembered, without a lock: of two threads that write to one
/// place one is forgotten.
final class Name {

    private static final int REMEMBERED = 1024;
    private static final int LONGEST = 64;
    private static final @Nullable Name[] KNOWN = new Name[REMEMBERED];

    private static final Map<String, Kind> KINDS = Map.ofEntries(Map.entry("REQUEST_METHOD", Kind.METHOD),
            Map.entry("REQUEST_URI", Kind.URI), Map.entry("SCRIPT_NAME", Kind.SCRIPT), Map.entry("PATH_INFO", Kind.PATH),
            Map.entry("DOCUMENT_URI", Kind.DOCUMENT), Map.entry("QUERY_STRING", Kind.QUERY), Map.entry("SERVER_PROTOCOL", Kind.PROTOCOL),
            Map.entry("HTTPS", Kind.HTTPS), Map.entry("REQUEST_SCHEME", Kind.SCHEME), Map.entry("REMOTE_ADDR", Kind.CLIENT),
            Map.entry("REMOTE_PORT", Kind.CLIENT_PORT), Map.entry("SERVER_NAME", Kind.SERVER), Map.entry("SERVER_PORT", Kind.SERVER_PORT),
            Map.entry("CONTENT_LENGTH", Kind.LENGTH), Map.entry("CONTENT_TYPE", Kind.FIELD), Map.entry("HTTP_CONTENT_LENGTH", Kind.HOP),
            Map.entry("HTTP_CONTENT_TYPE", Kind.FIELD_AGAIN), Map.entry("HTTP_TRANSFER_ENCODING", Kind.HOP),
            Map.entry("HTTP_EXPECT", Kind.HOP), Map.entry("HTTP_UPGRADE", Kind.HOP));

    private final byte[] bytes;
    private final Kind kind;
    private final @Nullable HttpHeader header;
    private final String field;

    private Name(byte[] bytes, Kind kind, @Nullable HttpHeader header, String field) {
        this.bytes = bytes;
        this.kind = kind;
        this.header = header;
        this.field = field;
    }

    static Name of(byte[] from, int at, int length) {
        int hash = 0;
        for (int i = at; i < at + length; i++) {
            hash = 31 * hash + from[i];
        }
        int place = (hash ^ hash >>> 15) & (REMEMBERED - 1);
        Name known = KNOWN[place];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, from, at, at + length)) {
            return known;
        }
        Name name = make(Arrays.copyOfRange(from, at, at + length));
        if (length <= LONGEST) {
            KNOWN[place] = name;
        }
        return name;
    }

    private static Name make(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        boolean field = text.length() > 5 && text.startsWith("HTTP_") && isToken(text);
        Kind kind = KINDS.getOrDefault(text, field ? Kind.FIELD : isOurs(text) ? Kind.HOP : Kind.OTHER);
        if (kind != Kind.FIELD && kind != Kind.FIELD_AGAIN) {
            return new Name(bytes, kind, null, text);
        }
        String name = fieldName(text.startsWith("HTTP_") ? text.substring(5) : text);
        HttpHeader header = HttpHeader.CACHE.get(name);
        return new Name(bytes, kind, header, header == null ? name : header.asString());
    }

    /// What is no good field, and what is not for a web server to say.
    private static boolean isOurs(String text) {
        return text.startsWith("HTTP_") || text.startsWith("wsgi.");
    }

    private static boolean isToken(String text) {
        return text.chars().allMatch(each -> {
            HttpTokens.Token token = each > 0x7f ? null : HttpTokens.getToken((byte) each);
            return token != null && switch (token.getType()) {
                case ALPHA, DIGIT, TCHAR -> true;
                default -> false;
            };
        });
    }

    /// `ACCEPT_ENCODING` is for `Accept-Encoding` (RFC 3875 §4.1.18).
    private static String fieldName(String variable) {
        StringBuilder name = new StringBuilder(variable.toLowerCase(Locale.ROOT).replace('_', '-'));
        for (int i = 0; i < name.length(); i++) {
            if (i == 0 || name.charAt(i - 1) == '-') {
                name.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        return name.toString();
    }

    Kind kind() {
        return kind;
    }

    @Nullable
    HttpHeader header() {
        return header;
    }

    /// The name of the field, or of the variable if it is none.
    String text() {
        return field;
    }
}
