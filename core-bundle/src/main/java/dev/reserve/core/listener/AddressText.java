package dev.reserve.core.listener;

import dev.reserve.core.proxy.NumericAddress;
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
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six ->
                "[" + NumericAddress.of(six) + zone(six) + "]:"
                        + inet.getPort();
            case InetSocketAddress inet -> host(inet) + ":" + inet.getPort();
            default -> address.toString();
        };
    }

    private static String host(InetSocketAddress inet) {
        InetAddress address = inet.getAddress();
        return address == null ? inet.getHostString() : address.getHostAddress();
    }

    private static String zone(Inet6Address address) {
        String text = address.getHostAddress();
        int percent = text.indexOf('%');
        return percent < 0 ? "" : text.substring(percent);
    }
}
