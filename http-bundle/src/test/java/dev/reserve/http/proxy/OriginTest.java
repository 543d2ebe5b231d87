package dev.reserve.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.http.proxy.Origin.ContradictionException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTest {

    private static final SocketAddress PEER = new InetSocketAddress("10.0.0.1", 4000);
    private static final ProxySettings SETTINGS = settings("proxy.trusted", "10.0.0.0/8, fd00::/8, unix");

    private static ProxySettings settings(String... keys) {
        return ProxySettings.of(new Keys(new SettingTable("test", false, "", "", ProxySettings.SETTINGS),
                keys.length == 2 ? Map.of(keys[0], keys[1]) : Map.of(keys[0], keys[1], keys[2], keys[3])));
    }

    /// @param fields alternately names and values
    private static Origin origin(String... fields) throws ContradictionException {
        return origin(SETTINGS, fields);
    }

    private static Origin origin(ProxySettings settings, String... fields) throws ContradictionException {
        HttpFields.Mutable request = HttpFields.build();
        for (int i = 0; i < fields.length; i += 2) {
            request.add(fields[i], fields[i + 1]);
        }
        return Origin.of(request, settings, PEER);
    }

    private static String client(Origin origin) {
        return ((InetSocketAddress) origin.client()).getAddress().getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "192.0.2.1|192.0.2.1",
        "1.1.1.1, 192.0.2.1|192.0.2.1",
        "1.1.1.1, 192.0.2.1, 10.9.9.9, fd00::7|192.0.2.1",
        "10.2.2.2, 10.3.3.3|10.2.2.2",
        "192.0.2.1:4711|192.0.2.1",
        "2001:db8::1|2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:99|2001:db8:0:0:0:0:0:1",
        "::ffff:10.0.0.9, 10.2.2.2|10.0.0.9",
        ",, 192.0.2.1 ,|192.0.2.1",
        // what cannot be understood ends the way, at the last one that could
        "1.1.1.1, nonsense|10.0.0.1",
        "1.1.1.1, nonsense, 10.7.7.7|10.7.7.7",
        "1.1.1.1, unknown|10.0.0.1",
        "1.1.1.1, 010.1.1.1|10.0.0.1",
        "1.1.1.1, 1.1.1|10.0.0.1",
        "1.1.1.1, 256.1.1.1|10.0.0.1",
        "1.1.1.1, 192.0.2.1:99999|10.0.0.1",
        "1.1.1.1, 1::2::3|10.0.0.1",
        "1.1.1.1, localhost|10.0.0.1",
        "\"192.0.2.1\"|10.0.0.1"})
    void theRightmostAddressThatIsNotTrustedWins(String value, String client) throws ContradictionException {
        assertEquals(client, client(origin("X-Forwarded-For", value)));
    }

    @Test
    void severalFieldsAreOneList() throws ContradictionException {
        assertEquals("192.0.2.1", client(origin("X-Forwarded-For", "1.1.1.1, 192.0.2.1", "X-Forwarded-For", "10.2.2.2")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for=192.0.2.1|192.0.2.1",
        "For=\"192.0.2.1:80\";by=x|192.0.2.1",
        "for=\"[2001:db8::1]:_port\"|2001:db8:0:0:0:0:0:1",
        "for=1.1.1.1, for=192.0.2.1;proto=https, for=10.1.1.1|192.0.2.1",
        "for=192.0.2.1 ; proto=http|192.0.2.1",
        // an open quote, and other tricks, of the client before what the proxy has appended
        "for=\"1.1.1.1, for=192.0.2.1|192.0.2.1",
        "for=\"1.1.1.1;x=\\\", for=192.0.2.1|192.0.2.1",
        "x=\"a, for=1.1.1.1\", for=192.0.2.1|192.0.2.1",
        "for=1.1.1.1;for=2.2.2.2, for=192.0.2.1|192.0.2.1",
        "for=1.1.1.1, for=unknown|10.0.0.1",
        "for=1.1.1.1, for=_hidden|10.0.0.1",
        "for=1.1.1.1, for=192.0.2.1;for=192.0.2.2|10.0.0.1",
        "for=1.1.1.1, for 192.0.2.1|10.0.0.1",
        "for=1.1.1.1, for=2001:db8::1|10.0.0.1",
        "for=1.1.1.1, =;|10.0.0.1"})
    void forwardedIsReadFromTheEnd(String value, String client) throws ContradictionException {
        assertEquals(client, client(origin("Forwarded", value)));
    }

    @Test
    void schemeAndHostAreThoseOfTheElementOfTheClient() throws ContradictionException {
        Origin origin = origin("Forwarded",
                "for=1.1.1.1;proto=http;host=evil, for=192.0.2.1;proto=HTTPS;host=\"Shop.example:8443\", for=10.1.1.1;proto=http;host=inner");
        assertEquals("192.0.2.1", client(origin));
        assertEquals("https", origin.scheme());
        assertEquals("shop.example:8443", origin.host());
    }

    @Test
    void schemeHostAndPortAreThoseThatStandAtThePlaceOfTheClient() throws ContradictionException {
        Origin origin = origin("X-Forwarded-For", "1.1.1.1, 192.0.2.1, 10.1.1.1", "X-Forwarded-Proto", "http, https, http",
                "X-Forwarded-Host",
                "evil, shop.example", "X-Forwarded-Port", "8443");
        assertEquals("https", origin.scheme());
        assertEquals("shop.example", origin.host());
        assertEquals(8443, origin.port());
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-Proto,gopher", "X-Forwarded-Proto,https://", "X-Forwarded-Host,a/b", "X-Forwarded-Host,a b",
        "X-Forwarded-Host,u@h",
        "X-Forwarded-Host,h:port", "X-Forwarded-Host,[::1", "X-Forwarded-Port,0", "X-Forwarded-Port,65536", "X-Forwarded-Port,-1",
        "X-Forwarded-Port,80x"})
    void whatIsMalformedIsNotBelieved(String field, String value) throws ContradictionException {
        assertEquals(new Origin(PEER, null, null, null), origin(field, value));
    }

    @Test
    void aFieldThatTheProxyLetThroughDoesNotOutdoTheOneThatItWrote() throws ContradictionException {
        assertThrows(ContradictionException.class, () -> origin("X-Forwarded-For", "192.0.2.1", "Forwarded", "for=1.1.1.1"));
        assertThrows(ContradictionException.class, () -> origin("X-Forwarded-For", "1.1.1.1", "Forwarded", "for=192.0.2.1"));
        assertThrows(ContradictionException.class,
                () -> origin("X-Forwarded-For", "1.1.1.1", "X-Forwarded-Host", "a", "Forwarded", "for=1.1.1.1;host=b"));
        Origin both = origin("X-Forwarded-For", "1.1.1.1", "X-Forwarded-Proto", "https", "Forwarded", "for=1.1.1.1;proto=https;host=evil");
        assertEquals("https", both.scheme());
        assertNull(both.host());
    }

    @Test
    void onlyTheFieldsThatTheProxyWritesAreBelieved() throws ContradictionException {
        ProxySettings forAlone = settings("proxy.trusted", "10.0.0.1", "proxy.headers", "x-forwarded-for, X-Forwarded-Proto");
        Origin origin = origin(forAlone, "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=1.1.1.1", "X-Forwarded-Host", "evil",
                "X-Forwarded-Proto", "https");
        assertEquals("192.0.2.1", client(origin));
        assertEquals("https", origin.scheme());
        assertNull(origin.host());
    }

    @Test
    void theProxyMayComeByAUnixSocket() throws ContradictionException {
        HttpFields request = HttpFields.build().add("X-Forwarded-For", "192.0.2.1").asImmutable();
        assertEquals("192.0.2.1", client(Origin.of(request, SETTINGS, UnixDomainSocketAddress.of(""))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"proxy.trusted|10.0.0.0/33", "proxy.trusted|everybody", "proxy.headers|x-real-ip",
        "proxy.headers|via, forwarded"})
    void aSettingThatCannotBeUnderstoodIsRefused(String key, String value) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> settings(key, value));
        assertEquals(true, String.valueOf(refused.getMessage()).contains("expected"), refused.getMessage());
    }
}
