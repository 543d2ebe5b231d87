package dev.reserve.core.proxy;

import dev.reserve.core.proxy.ProxyHeader.Local;
import dev.reserve.core.proxy.ProxyHeader.Malformed;
import dev.reserve.core.proxy.ProxyHeader.Proxied;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Version 1: one line of text (§2.1).
final class TextHeader {

    static final byte FIRST = 'P';
    /// `PROXY UNKNOWN` and the end of the line.
    static final int SHORTEST = 15;
    private static final int LONGEST = 107;

    private static final String UNKNOWN = "PROXY UNKNOWN";
    private static final String TCP4 = "PROXY TCP4 ";
    private static final String TCP6 = "PROXY TCP6 ";
    private static final int FIELDS = 6;
    private static final String EXPECTED = "expected PROXY, one of TCP4, TCP6 and UNKNOWN, two addresses and two ports, with one space between, and CR LF, in at most "
            + LONGEST + " bytes";
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int HIGHEST_PORT = 65535;

    private TextHeader() {}

    /// How many bytes the header has still to have, at the least; so many may be read without taking any of what follows it. 0 if it is
    /// whole, or seen to be malformed.
    ///
    /// The end of the line can only be seen by looking at each byte. Asking for what the fields still to come need makes that some six reads
    /// instead of forty.
    static int missing(byte[] bytes, int length) {
        String text = text(bytes, length);
        if (hasEnded(text)) {
            return 0;
        }
        int missing = length < SHORTEST ? missingOfAny(text) : missing(text);
        return length + missing > LONGEST ? 0 : missing;
    }

    /// A line feed ends it. A carriage return with anything else behind it makes it malformed, and so ends it as well.
    private static boolean hasEnded(String text) {
        int carriageReturn = text.indexOf('\r');
        return text.indexOf('\n') >= 0 || (carriageReturn >= 0 && carriageReturn < text.length() - 1);
    }

    private static int missingOfAny(String text) {
        boolean possible = UNKNOWN.startsWith(text) || TCP4.startsWith(text) || TCP6.startsWith(text) || isOfKnownProtocol(text);
        return possible ? SHORTEST - text.length() : 0;
    }

    private static boolean isOfKnownProtocol(String text) {
        return text.startsWith(UNKNOWN) || text.startsWith(TCP4) || text.startsWith(TCP6);
    }

    private static int missing(String text) {
        if (!isOfKnownProtocol(text)) {
            return 0;
        }
        if (text.endsWith("\r")) {
            return 1;
        }
        if (text.startsWith(UNKNOWN)) {
            return 2;
        }
        int shortestAddress = text.startsWith(TCP4) ? "0.0.0.0".length() : "::".length();
        return switch ((int) text.chars().filter(c -> c == ' ').count()) {
            case 2 -> 1 + shortestAddress + " 0 0\r\n".length(); // within the source address
            case 3 -> " 0 0\r\n".length();
            case 4 -> " 0\r\n".length();
            case 5 -> "\r\n".length();
            default -> 0;
        };
    }

    /// Of as many bytes as [#missing] has asked for.
    static ProxyHeader parse(byte[] bytes, int length) {
        String text = text(bytes, length);
        if (!text.endsWith("\r\n")) {
            return Malformed.found(bytes, length, EXPECTED);
        }
        String line = text.substring(0, text.length() - 2);
        if (line.equals(UNKNOWN) || line.startsWith(UNKNOWN + " ")) {
            return new Local(); // what else is on the line is to be ignored
        }
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS || !isOfKnownProtocol(line)) {
            return Malformed.found(bytes, length, EXPECTED);
        }
        boolean four = line.startsWith(TCP4);
        Optional<InetSocketAddress> source = address(four, fields[2], fields[4]);
        Optional<InetSocketAddress> destination = address(four, fields[3], fields[5]);
        if (source.isEmpty() || destination.isEmpty()) {
            return Malformed.found(bytes, length, "the " + (source.isEmpty() ? "source" : "destination") + " is not an "
                    + (four ? "IPv4" : "IPv6") + " address with a port of 0 to " + HIGHEST_PORT);
        }
        return new Proxied(source.get(), destination.get());
    }

    private static Optional<InetSocketAddress> address(boolean four, String host, String port) {
        Optional<InetAddress> address = four ? AddressLiteral.four(host) : AddressLiteral.six(host);
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > HIGHEST_PORT) {
            return Optional.empty();
        }
        return address.map(found -> new InetSocketAddress(found, Integer.parseInt(port)));
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
