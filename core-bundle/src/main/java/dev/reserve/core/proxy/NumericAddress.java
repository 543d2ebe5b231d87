package dev.reserve.core.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;

/// IP addresses as text, those of IPv6 in their one canonical form (RFC 5952 §4), which programs compare with: `192.0.2.1`, `2001:db8::1`.
public final class NumericAddress {

    private static final int GROUPS = 8;

    private NumericAddress() {}

    /// The text of an address, without the zone that a link-local one may have.
    public static String of(InetAddress address) {
        return address instanceof Inet6Address six ? compressed(six.getAddress()) : address.getHostAddress();
    }

    /// The longest run of zero groups, if it is more than one, becomes `::` (RFC 5952 §4.2).
    private static String compressed(byte[] bytes) {
        int[] groups = new int[GROUPS];
        int longest = -1;
        int length = 1;
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                longest = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == longest) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
