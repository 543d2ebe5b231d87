package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    private static final String EXPECTED = "[IPv6]:PORT, IPv4:PORT, HOST:PORT, or the path of a Unix socket that begins with / or .";

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 127.0.0.1, 80", "0.0.0.0:0, 0.0.0.0, 0", "[::]:8080, 0:0:0:0:0:0:0:0, 8080",
        "[::1]:65535, 0:0:0:0:0:0:0:1, 65535",
        "[2001:db8::7]:1, 2001:db8:0:0:0:0:0:7, 1", "web=10.1.2.3:80, 10.1.2.3, 80", "a.b-c_1=[::1]:80, 0:0:0:0:0:0:0:1, 80"})
    void internetAddresses(String text, String host, int port) throws Exception {
        InetSocketAddress address = (InetSocketAddress) ListenAddress.parse("-b", text).resolve(notice -> {});

        assertEquals(host, address.getAddress().getHostAddress());
        assertEquals(port, address.getPort());
    }

    @ParameterizedTest
    @CsvSource({"/run/x.sock, /run/x.sock,", "./x.sock, ./x.sock,", "../x, ../x,", "/tmp/a=b, /tmp/a=b,", "./a=b, ./a=b,",
        "web=/run/x, /run/x, web",
        "web=./x, ./x, web", "/run/x:80, /run/x:80,"})
    void unixPaths(String text, String path, String name) throws Exception {
        ListenAddress address = ListenAddress.parse("-b", text);

        assertEquals(UnixDomainSocketAddress.of(path), address.resolve(notice -> {}));
        assertEquals(Optional.ofNullable(name), address.name());
    }

    @Test
    void theIpv6WildcardIsIpv6() throws Exception {
        InetSocketAddress address = (InetSocketAddress) ListenAddress.parse("-b", "[::]:80").resolve(notice -> {});

        assertTrue(address.getAddress() instanceof Inet6Address);
    }

    @Test
    void aHostIsResolvedAndItsNameKept() throws Exception {
        ListenAddress address = ListenAddress.parse("-b", "admin=localhost:80");

        assertTrue(((InetSocketAddress) address.resolve(notice -> {})).getAddress().isLoopbackAddress());
        assertEquals(Optional.of("admin"), address.name());
        assertEquals("localhost:80", address.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "localhost", "[::1]", "web=8080", ""})
    void aMissingPortIsAnError(String text) {
        assertEquals("-b " + text + ": no port; expected " + EXPECTED, failure(text));
    }

    @ParameterizedTest
    @CsvSource({"localhost:, ''", "127.0.0.1:65536, 65536", "[::]:http, http", "x:-1, -1", "x: 1, ' 1'", "x:999999, 999999"})
    void aPortThatIsNoneIsAnError(String text, String port) {
        String given = port.equals(" 1") ? "x: 1" : text;

        assertEquals("-b " + given + ": the port is '" + port + "'; expected a number from 0 to 65535", failure(given));
    }

    @ParameterizedTest
    @CsvSource({":80, ''", "*:80, *", "a b:80, a b", "-x:80, -x", "1.2.3:80, 1.2.3", "12:80, 12", "http://x:80, http://x"})
    void aHostThatIsNoneIsAnError(String text, String host) {
        assertTrue(failure(text).startsWith("-b " + text + ": "), failure(text));
        assertTrue(failure(text).contains(host), failure(text));
    }

    @ParameterizedTest
    @CsvSource({"256.1.1.1:80, 256.1.1.1", "[1.2.3.4]:80, [1.2.3.4]", "[]:80, []", "[::g]:80, [::g]"})
    void anAddressThatIsNoneIsAnError(String text, String host) {
        assertEquals("-b " + text + ": '" + host + "' is not an IP address; expected " + EXPECTED, failure(text));
    }

    @Test
    void anIpv6AddressWithoutBracketsIsAnErrorThatSaysSo() {
        assertEquals("-b ::1:80: an IPv6 address goes in brackets; expected [IPv6]:PORT", failure("::1:80"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "a b", "ä", "a:b"})
    void aNameThatIsNoneIsAnError(String name) {
        assertEquals("-b " + name + "=127.0.0.1:80: the name '" + name
                + "' is not one; expected letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
                failure(name + "=127.0.0.1:80"));
    }

    @Test
    void aPathMayHaveAsManyBytesAsTheKernelTakes() {
        String longest = "/" + "x".repeat(106);

        assertEquals(longest, ListenAddress.parse("-b", longest).toString());
        assertTrue(failure(longest + "x")
                .endsWith("the path has 108 bytes; expected at most 107, which is what the kernel takes for a Unix socket"));
        assertTrue(failure("/" + "ä".repeat(54)).contains("the path has 109 bytes"));
    }

    private static String failure(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse("-b", text)).getMessage());
    }
}
