package dev.reserve.core.proxy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// IP addresses as text, by the strict grammar of §2.1: Java's own also takes `127.1`, `010.0.0.1`, scopes and brackets. No name is ever looked up.
final class AddressLiteral {

    private static final String DECIMAL = "(?:0|[1-9][0-9]{0,2})";
    private static final String DOTTED = DECIMAL + "(?:\\." + DECIMAL + "){3}";
    private static final Pattern FOUR = Pattern.compile(DOTTED);
    /// The groups are counted by Java. The last two may be dotted: inet_ntop(3) writes `::ffff:192.0.2.1`, and proxies use that.
    private static final Pattern SIX = Pattern.compile("(?:[0-9A-Fa-f]{0,4}:)+(?:[0-9A-Fa-f]{0,4}|" + DOTTED + ")");

    private AddressLiteral() {}

    static Optional<InetAddress> four(String text) {
        try {
            return FOUR.matcher(text).matches() ? Optional.of(Inet4Address.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// An Inet4Address if the address stands for one of IPv4.
    static Optional<InetAddress> six(String text) {
        try {
            return SIX.matcher(text).matches() ? Optional.of(Inet6Address.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
