package dev.reserve.http.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lists in header fields, read from their ends: what stands there was added by the nearest proxy, and whatever a client has put before it, an
/// open quote for one, has no influence on how it is read.
final class Elements {

    private static final Pattern PAIR = Pattern
            .compile("\\s*([!#$%&'*+.^_`|~\\w-]+)=(?:([!#$%&'*+.^_`|~\\w-]+)|\"((?:[^\"\\\\]|\\\\.)*)\")\\s*(?:;|$)");

    /// Of longer lists, what is before the last ones: nobody has so many proxies of his own.
    private static final int LIMIT = 32;

    private Elements() {}

    /// The elements of all fields of one name, the last one first.
    static List<String> fromTheEnd(List<String> values) {
        List<String> elements = new ArrayList<>();
        for (String value : values.reversed()) {
            int end = value.length();
            boolean quoted = false;
            for (int i = end - 1; i >= 0 && elements.size() < LIMIT; i--) {
                char next = value.charAt(i);
                if (next == '"' && !isEscaped(value, i)) {
                    quoted = !quoted;
                } else if (next == ',' && !quoted) {
                    elements.add(value.substring(i + 1, end).strip());
                    end = i;
                }
            }
            if (elements.size() < LIMIT) {
                elements.add(value.substring(0, end).strip());
            }
        }
        elements.removeIf(String::isEmpty); // RFC 9110 §5.6.1.2
        return elements;
    }

    private static boolean isEscaped(String value, int quote) {
        int backslashes = 0;
        while (quote > backslashes && value.charAt(quote - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /// The parameters of an element of Forwarded, by names in lower case, RFC 7239 §4.
    ///
    /// @return empty if it is malformed, or has one twice
    static Optional<Map<String, String>> parameters(String element) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PAIR.matcher(element);
        int at = 0;
        while (at < element.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return Optional.empty();
            }
            String value = matcher.group(2) == null ? matcher.group(3).replaceAll("\\\\(.)", "$1") : matcher.group(2);
            if (parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value) != null) {
                return Optional.empty();
            }
            at = matcher.end();
        }
        return Optional.of(parameters);
    }
}
