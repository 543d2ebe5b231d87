package dev.reserve.http.proxy;

import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;

/// The header fields by which proxies tell of requests. An underscore is as good as a hyphen: for CGI and WSGI they are the same.
final class ProxyFields {

    private static final String REQUEST_ID = "x-request-id";
    private static final String REAL_IP = "x-real-ip";

    private ProxyFields() {}

    /// Whether there is any. Asked for every request: mostly none of the names begins so.
    static boolean isIn(HttpFields request) {
        for (HttpField field : request) {
            String name = field.getName();
            char first = name.isEmpty() ? 0 : name.charAt(0);
            if ((first == 'X' || first == 'x' || first == 'F' || first == 'f') && isOne(canonical(name))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOne(String canonical) {
        return canonical.equals(ProxySettings.FORWARDED) || canonical.startsWith("x-forwarded") || canonical.equals(REAL_IP)
                || canonical.equals(REQUEST_ID);
    }

    /// Whether apps are not to see a field.
    ///
    /// @param trusted whether it comes from a trusted proxy
    static boolean isToGo(String name, boolean trusted, ProxySettings settings) {
        String canonical = canonical(name);
        if (!isOne(canonical)) {
            return false;
        }
        boolean believed = switch (canonical) {
            case ProxySettings.FORWARDED, ProxySettings.FOR, ProxySettings.PROTO, ProxySettings.HOST, ProxySettings.PORT ->
                settings.fields().contains(canonical);
            default -> true;
        };
        return !trusted || !believed || name.indexOf('_') >= 0 || canonical.equals(REQUEST_ID); // which is given anew
    }

    private static String canonical(String name) {
        return name.replace('_', '-').toLowerCase(Locale.ROOT);
    }
}
