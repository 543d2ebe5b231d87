package dev.reserve.http.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses as they stand in header fields, RFC 7239 §6, and without brackets as in X-Forwarded-For.
final class Node {

    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FOUR = Pattern.compile("(" + BYTE + "(?:\\." + BYTE + "){3})(?::(\\d{1,5}|_[\\w.-]+))?");
    private static final Pattern SIX = Pattern.compile("\\[([0-9a-fA-F:.]{2,45})](?::(\\d{1,5}|_[\\w.-]+))?");
    private static final Pattern BARE_SIX = Pattern.compile("([0-9a-fA-F:.]{2,45})()");

    private Node() {}

    /// @return empty if it is no address: unknown, obfuscated or malformed
    static Optional<InetSocketAddress> parse(String text) {
        Matcher four = FOUR.matcher(text);
        if (four.matches()) {
            return address(four);
        }
        Matcher six = text.startsWith("[") ? SIX.matcher(text) : BARE_SIX.matcher(text);
        return six.matches() && six.group(1).contains(":") ? address(six) : Optional.empty();
    }

    private static Optional<InetSocketAddress> address(Matcher matcher) {
        String port = matcher.group(2);
        int number = port == null || port.isEmpty() || port.startsWith("_") ? 0 : Integer.parseInt(port);
        if (number > 65_535) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(matcher.group(1)), number));
        } catch (IllegalArgumentException e) { // such as 1::2::3
            return Optional.empty();
        }
    }
}
