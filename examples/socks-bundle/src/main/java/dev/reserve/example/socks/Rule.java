package dev.reserve.example.socks;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What may be connected to: a host by its name or its address, all hosts of a domain (`*.example.org`), or all (`*`); at one port, or at any.
///
/// Asterisks do not lead into the network that the proxy stands in: names can be made to lead there by whoever owns them. What is there is allowed by its own name or
/// address.
///
/// @param host in small letters
/// @param port 0 for any
record Rule(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(\\*|(?:\\*\\.)?[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?");
    private static final int MAX_PORT = 65535;

    static Rule parse(String text) {
        Matcher form = FORM.matcher(text);
        int port = form.matches() && form.group(2) != null ? Integer.parseInt(form.group(2)) : 0;
        if (!form.matches() || port > MAX_PORT || (port == 0 && form.group(2) != null)) {
            throw new IllegalArgumentException(
                    "--allow HOST[:PORT]: expected a name, *.NAME, an IPv4 address, an IPv6 address in brackets, or *, and got \"" + text
                            + "\"");
        }
        String host = form.group(1).toLowerCase(Locale.ROOT);
        // An address has many ways to be written; the platform's is the one that is compared.
        return new Rule(host.startsWith("[") ? InetAddress.ofLiteral(host.substring(1, host.length() - 1)).getHostAddress() : host, port);
    }

    /// Whether it speaks of a destination as the client named it.
    boolean covers(Destination asked) {
        boolean named = host.startsWith("*") ? asked.host().endsWith(host.substring(1)) : host.equals(asked.host());
        return named && (port == 0 || port == asked.port());
    }

    /// Whether it allows an address of a destination that it covers.
    boolean allows(InetAddress address) {
        return !host.startsWith("*") || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // fc00::/7, RFC 4193
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // 100.64.0.0/10, RFC 6598
        boolean thisNetwork = bytes.length == 4 && bytes[0] == 0; // 0.0.0.0/8, RFC 1122
        return !(uniqueLocal || shared || thisNetwork || address.isLoopbackAddress() || address.isAnyLocalAddress()
                || address.isLinkLocalAddress() || address.isSiteLocalAddress() || address.isMulticastAddress());
    }
}
