package dev.reserve.http.spi;

import dev.reserve.core.proxy.NumericAddress;
import java.net.InetAddress;

/// Addresses as the variables `REMOTE_ADDR` and `SERVER_ADDR` have them (RFC 3875 §4.1.8).
public final class AddressVariable {

    private AddressVariable() {}

    /// The value for an address: as web servers have it, for applications compare it with such as `::1`.
    public static String of(InetAddress address) {
        return NumericAddress.of(address);
    }
}
