package dev.reserve.core.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {

    @ParameterizedTest
    @CsvSource({"::,[::]:80", "::1,[::1]:80", "2001:db8::1,[2001:db8::1]:80", "2001:db8:0:1:0:0:0:2,[2001:db8:0:1::2]:80",
        "1:0:2:0:3:0:4:0,[1:0:2:0:3:0:4:0]:80",
        "fe80::,[fe80::]:80", "1:2:3:4:5:6:7:8,[1:2:3:4:5:6:7:8]:80", "127.0.0.1,127.0.0.1:80"})
    void internetAddressesReadAsTheCommandLineTakesThem(String literal, String text) throws UnknownHostException {
        assertEquals(text, AddressText.of(new InetSocketAddress(InetAddress.getByName(literal), 80)));
    }

    @Test
    void aUnixSocketIsItsPath() {
        assertEquals("/run/web.sock", AddressText.of(UnixDomainSocketAddress.of("/run/web.sock")));
    }
}
