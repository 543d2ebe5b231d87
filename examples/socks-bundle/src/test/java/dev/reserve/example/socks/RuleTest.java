package dev.reserve.example.socks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTest {

    @ParameterizedTest
    @CsvSource({"example.org, example.org, 80, true", "EXAMPLE.org, example.org, 80, true", "example.org, www.example.org, 80, false",
        "example.org:443, example.org, 443, true", "example.org:443, example.org, 80, false", "*.example.org, www.example.org, 80, true",
        "*.example.org, example.org, 80, false", "*.example.org, badexample.org, 80, false", "*, example.org, 80, true",
        "*:443, example.org, 80, false", "*:443, example.org, 443, true", "10.0.0.1, 10.0.0.1, 80, true",
        "[2001:DB8::1]:80, 2001:db8:0:0:0:0:0:1, 80, true", "[::ffff:10.0.0.1], 10.0.0.1, 80, true"})
    void aRuleCoversWhatItNames(String rule, String host, int port, boolean covers) {
        assertEquals(covers, Rule.parse(rule).covers(new Destination(host, port)));
    }

    @ParameterizedTest
    @CsvSource({"*, 192.0.2.1, true", "*, 2001:db8::1, true", "*.a, 127.0.0.1, false", "*, 0.1.2.3, false", "*, 10.1.2.3, false",
        "*, 100.64.0.1, false", "*, 100.128.0.1, true", "*, 169.254.169.254, false", "*, 172.16.0.1, false", "*, 172.32.0.1, true",
        "*, 192.168.0.1, false", "*, 224.0.0.1, false", "*, ::, false", "*, ::1, false", "*, ::ffff:10.0.0.1, false", "*, fe80::1, false",
        "*, fd00::1, false", "*, ff02::1, false", "a, 127.0.0.1, true", "10.0.0.1, 10.0.0.1, true"})
    void anAsteriskAllowsPublicAddressesAlone(String rule, String address, boolean allows) {
        assertEquals(allows, Rule.parse(rule).allows(InetAddress.ofLiteral(address)));
    }
}
