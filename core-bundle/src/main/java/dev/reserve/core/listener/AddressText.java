package dev.reserve.core.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// Addresses as people write them, and as the command line takes them: `127.0.0.1:8080`, `[::]:8080`, `/run/web.sock`.
public final class AddressText {

    private AddressText() {}

    public static String of(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> unix.getPath().toString();
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six -> "[" + compressed(six) + "]:" + inet.getPort();
            case InetSocketAddress inet -> host(inet) + ":" + inet.getPort();
            default -> address.toString();
        };
    }

    private static String host(InetSocketAddress inet) {
        InetAddress address = inet.getAddress();
        return address == null ? inet.getHostString() : address.getHostAddress();
    }

    /// The longest run of zero groups, if it is more than one, becomes `::` (RFC 5952 §4.2).
    private static String compressed(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        int longest = -1;
        int length = 1;
        int run = 0;
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                longest = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == longest) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        String scope = address.getHostAddress();
        int percent = scope.indexOf('%');
        return percent < 0 ? text.toString() : text + scope.substring(percent);
    }
}
