package dev.reserve.core.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"10.0.0.0/8 | 10.255.0.1 | 11.0.0.0", "192.0.2.128/25 | 192.0.2.128 | 192.0.2.127",
        "192.0.2.8/29 | 192.0.2.15 | 192.0.2.16", "127.0.0.1 | 127.0.0.1 | 127.0.0.2", "127.0.0.1/32 | 127.0.0.1 | 127.0.0.2",
        "0.0.0.0/0 | 203.0.113.9 | ::1", "::/0 | 2001:db8::1 | 192.0.2.1", "fd00::/8 | fdff::1 | fe80::1", "::1 | ::1 | ::2",
        "2001:db8::/33 | 2001:db8:7fff::1 | 2001:db8:8000::", "::ffff:10.0.0.0/104 | 10.1.2.3 | 11.0.0.0",
        "::ffff:192.0.2.7 | 192.0.2.7 | 192.0.2.8", "10.0.0.0/8,fd00::/8 , 192.0.2.1 | 192.0.2.1 | 192.0.2.2"})
    void aNetworkContainsWhatBeginsWithItsBits(String text, String inside, String outside) {
        Networks networks = Networks.parse("proxy.trusted", text);

        assertTrue(networks.contains(new InetSocketAddress(InetAddress.ofLiteral(inside), 80)));
        assertFalse(networks.contains(new InetSocketAddress(InetAddress.ofLiteral(outside), 80)));
        assertFalse(networks.contains(UnixDomainSocketAddress.of("/run/a.sock")));
    }

    @Test
    void unixIsEveryUnixSocketAndNothingElse() {
        Networks networks = Networks.parse("proxy.trusted", "unix");

        assertTrue(networks.contains(UnixDomainSocketAddress.of("/run/a.sock")));
        assertTrue(networks.contains(UnixDomainSocketAddress.of("")));
        assertFalse(networks.contains(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80)));
    }

    @Test
    void anIpv4AddressInTheClothesOfIpv6IsOneOfIpv4() throws Exception {
        byte[] mapped = InetAddress.ofLiteral("::1").getAddress();
        mapped[10] = mapped[11] = (byte) 0xff;
        mapped[12] = 10;
        Inet6Address address = Inet6Address.getByAddress("", mapped, 0);

        assertTrue(Networks.parse("proxy.trusted", "10.0.0.0/8").contains(new InetSocketAddress(address, 80)));
        assertFalse(Networks.parse("proxy.trusted", "::/0").contains(new InetSocketAddress(address, 80)));
    }

    @Test
    void aNameThatWasNotResolvedIsInNoNetwork() {
        assertFalse(Networks.parse("proxy.trusted", "0.0.0.0/0,::/0,unix").contains(InetSocketAddress.createUnresolved("localhost", 80)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.0.0.1/8 | proxy.trusted: 10.0.0.1/8 has bits set beyond its prefix; expected the first address of the network, or 10.0.0.1 alone for one address",
        "::1/127 | proxy.trusted: ::1/127 has bits set beyond its prefix; expected the first address of the network, or ::1 alone for one address",
        "10.0.0.0/33 | proxy.trusted: 10.0.0.0/33 has the prefix '33'; expected a number from 0 to 32",
        "10.0.0.0/ | proxy.trusted: 10.0.0.0/ has the prefix ''; expected a number from 0 to 32",
        "10.0.0.0/08 | proxy.trusted: 10.0.0.0/08 has the prefix '08'; expected a number from 0 to 32",
        "10.0.0.0/8/8 | proxy.trusted: 10.0.0.0/8/8 has the prefix '8/8'; expected a number from 0 to 32",
        "fd00::/129 | proxy.trusted: fd00::/129 has the prefix '129'; expected a number from 0 to 128",
        "::ffff:10.0.0.0/8 | proxy.trusted: ::ffff:10.0.0.0/8 has the prefix '8'; expected a number from 96 to 128"})
    void aWrongPrefixIsRefusedWithWhatWasExpected(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"localhost | proxy.trusted: 'localhost' is not an IPv4 or IPv6 address",
        "10.1 | proxy.trusted: '10.1' is not",
        "10.0.0.010 | proxy.trusted: '10.0.0.010' is not", "fe80::1%eth0 | proxy.trusted: 'fe80::1%eth0' is not",
        "UNIX | proxy.trusted: 'UNIX' is not", "10.0.0.0/8 unix | proxy.trusted: 10.0.0.0/8 unix has the prefix '8 unix'",
        "10.0.0.0/8,,unix | proxy.trusted=10.0.0.0/8,,unix: an item is empty", "'' | proxy.trusted=: it is empty"})
    void whatIsNoNetworkIsRefusedWithWhatWasFound(String text, String message) {
        assertTrue(refusal(text).startsWith(message), refusal(text));
    }

    @Test
    void equalSetsAreEqualAndPrintAsOneLine() {
        Networks networks = Networks.parse("canary.from", " 10.0.0.0/8,127.0.0.1,unix");

        assertEquals(Networks.parse("other", "10.0.0.0/8 , 127.0.0.1/32,unix"), networks);
        assertEquals("10.0.0.0/8, 127.0.0.1/32, unix", networks.toString());
    }

    private static String refusal(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Networks.parse("proxy.trusted", text)).getMessage());
    }
}
