package dev.reserve.core.proxy;

import static dev.reserve.core.proxy.Headers.FOUR;
import static dev.reserve.core.proxy.Headers.SIGNATURE;
import static dev.reserve.core.proxy.Headers.binary;
import static dev.reserve.core.proxy.Headers.bytes;
import static dev.reserve.core.proxy.Headers.joined;
import static dev.reserve.core.proxy.Headers.text;
import static dev.reserve.core.proxy.Headers.unix;
import static dev.reserve.core.proxy.Headers.vector;
import static dev.reserve.core.proxy.Headers.withChecksum;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.proxy.ProxyHeader.Empty;
import dev.reserve.core.proxy.ProxyHeader.Local;
import dev.reserve.core.proxy.ProxyHeader.Malformed;
import dev.reserve.core.proxy.ProxyHeader.Proxied;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProxyHeaderTest {

    @ParameterizedTest
    @CsvSource({"TCP4 192.0.2.1 198.51.100.7 56324 443,   192.0.2.1,   56324, 198.51.100.7, 443",
        "TCP4 255.255.255.255 0.0.0.0 0 65535,         255.255.255.255, 0, 0.0.0.0,      65535",
        "TCP6 2001:db8::1 ::1 56324 443,               2001:db8::1, 56324, ::1,          443",
        "TCP6 2001:DB8:0:0:0:0:0:1 fe80::1:2 1 2,      2001:db8::1, 1,     fe80::1:2,    2",
        "TCP6 ::ffff:192.0.2.1 ::ffff:c633:6407 1 2,   192.0.2.1,   1,     198.51.100.7, 2"})
    void aLineOfTextNamesClientAndDestination(String line, String source, int sourcePort, String destination, int destinationPort)
            throws IOException {
        assertEquals(new Proxied(inet(source, sourcePort), inet(destination, destinationPort)), read(text("PROXY " + line + "\r\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN \r\n", "PROXY UNKNOWN ff::1 ::1 99999 x\r\n",
        "PROXY UNKNOWN \u0000\u00ff\r\n"})
    void anUnknownClientLeavesTheConnectionsOwnAddress(String line) throws IOException {
        assertEquals(new Local(), read(text(line)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\n", "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\r\n",
        "PROXY  TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", "PROXY TCP4  192.0.2.1 198.51.100.7 56324 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443 \r\n", "PROXY TCP4 192.0.2.1 198.51.100.7 56324\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443 1\r\n", "PROXY\tTCP4 192.0.2.1 198.51.100.7 56324 443\r\n",
        "PROXY TCP4 192.0.2.01 198.51.100.7 56324 443\r\n", "PROXY TCP4 192.0.2.256 198.51.100.7 56324 443\r\n",
        "PROXY TCP4 192.0.513 198.51.100.7 56324 443\r\n", "PROXY TCP4 3221225985 198.51.100.7 56324 443\r\n",
        "PROXY TCP4 0xc0.0.2.1 198.51.100.7 56324 443\r\n", "PROXY TCP4 localhost 198.51.100.7 56324 443\r\n",
        "PROXY TCP4 ::1 ::1 56324 443\r\n", "PROXY TCP4 192.0.2.1 198.51.100.7 056324 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 65536 443\r\n", "PROXY TCP4 192.0.2.1 198.51.100.7 -1 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7 +1 443\r\n", "PROXY TCP4 192.0.2.1 198.51.100.7 1 00\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7  443\r\n", "PROXY TCP6 192.0.2.1 198.51.100.7 56324 443\r\n",
        "PROXY TCP6 ::1%1 ::1 56324 443\r\n", "PROXY TCP6 ::1%lo ::1 56324 443\r\n", "PROXY TCP6 [::1] ::1 56324 443\r\n",
        "PROXY TCP6 1::2::3 ::1 56324 443\r\n", "PROXY TCP6 1:2:3:4:5:6:7 ::1 56324 443\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 56324 443\r\n", "PROXY TCP6 12345::1 ::1 56324 443\r\n",
        "PROXY TCP6 ::ffff:192.0.2.01 ::1 56324 443\r\n", "PROXY TCP6 : ::1 56324 443\r\n", "PROXY TCP6 :::1 ::1 56324 443\r\n",
        "PROXY TCP6 cafe ::1 56324 443\r\n", "PROXY UDP4 192.0.2.1 198.51.100.7 56324 443\r\n", "PROXY UNKNOWNS\r\n",
        "PROXY UNKNOWN\n............", "PROXY UNKNOWN \r \r\n", "proxy tcp4 192.0.2.1 198.51.100.7 56324 443\r\n", "PROXY\r\n",
        "PROXY TCP4\r\n",
        "P", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", "\u0016\u0003\u0001\u0002", "\r\n\r\n\r\n"})
    void anythingElseIsMalformed(String line) throws IOException {
        assertInstanceOf(Malformed.class, read(text(line)));
    }

    @Test
    void aLineThatDoesNotEndIsRefusedAt107Bytes() throws IOException {
        Wire wire = new Wire(text("PROXY UNKNOWN " + "x".repeat(1000)), 1);

        assertInstanceOf(Malformed.class, ProxyHeaderReader.header(wire));
        assertTrue(wire.taken() <= 107, "read " + wire.taken());
    }

    @Test
    void binaryHeadersNameClientAndDestination() throws IOException {
        Proxied four = new Proxied(inet("192.0.2.1", 56324), inet("198.51.100.7", 443));

        assertEquals(four, read(binary(0x21, 0x11, FOUR)));
        assertEquals(four, read(binary(0x21, 0x12, FOUR)));
        assertEquals(new Proxied(inet("2001:db8::1", 56324), inet("::1", 443)), read(binary(0x21, 0x21, Headers.six())));
        assertEquals(new Proxied(UnixDomainSocketAddress.of("/run/a.sock"), UnixDomainSocketAddress.of("/b")),
                read(binary(0x21, 0x31, unix("/run/a.sock", "/b"))));
    }

    @Test
    void aUnixSocketMayFillItsPathOrHaveNone() throws IOException {
        String full = "/" + "x".repeat(107);

        assertEquals(new Proxied(UnixDomainSocketAddress.of(full), UnixDomainSocketAddress.of("")),
                read(binary(0x21, 0x31, unix(full, ""))));
        assertEquals(new Proxied(UnixDomainSocketAddress.of(""), UnixDomainSocketAddress.of("/b")),
                read(binary(0x21, 0x31, unix("\0abstract", "/b"))));
    }

    @Test
    void aLocalOrUnspecifiedConnectionKeepsItsOwnAddressAndItsBlockIsSkipped() throws IOException {
        for (byte[] header : new byte[][]{binary(0x20, 0x00), binary(0x20, 0x11, FOUR), binary(0x20, 0xff, bytes(1, 2, 3)),
            binary(0x21, 0x00), binary(0x21, 0x01, FOUR), binary(0x21, 0x10, FOUR)}) {
            assertEquals(new Local(), read(header));
        }
    }

    @Test
    void unknownVectorsAreSkippedAndTheChecksumIsVerified() throws IOException {
        Proxied four = new Proxied(inet("192.0.2.1", 56324), inet("198.51.100.7", 443));
        byte[] header = withChecksum(0x21, 0x11, FOUR);

        assertEquals(four, read(header));
        assertEquals(four, read(binary(0x21, 0x11, FOUR, vector(0x02, text("example.com")), vector(0xe0, new byte[3000]))));
        for (int i = 16; i < 28; i++) {
            byte[] changed = header.clone();
            changed[i] ^= 0x40;
            assertTrue(reason(changed).endsWith("its CRC32C is wrong"), reason(changed));
        }
        assertTrue(reason(binary(0x21, 0x11, FOUR, vector(0x03, bytes(1, 2)))).endsWith("its CRC32C is wrong"));
    }

    @Test
    void aMalformedBinaryHeaderIsRefusedWithTheReason() throws IOException {
        for (int i = 0; i < SIGNATURE.length; i++) {
            byte[] other = binary(0x21, 0x11, FOUR);
            other[i]++;
            assertTrue(reason(other).endsWith("expected a header of the PROXY protocol"));
        }
        assertTrue(reason(binary(0x11, 0x11, FOUR)).endsWith("version and command are 0x11; expected 0x20 (LOCAL) or 0x21 (PROXY)"));
        assertTrue(reason(binary(0x22, 0x11, FOUR)).contains("0x22"));
        assertTrue(reason(binary(0x21, 0x41, FOUR)).contains("family and transport are 0x41"));
        assertTrue(reason(binary(0x21, 0x13, FOUR)).contains("family and transport are 0x13"));
        assertTrue(reason(binary(0x21, 0x21, FOUR)).endsWith("it announces 12 bytes of addresses; expected at least 36"));
        assertTrue(reason(binary(0x21, 0x31, FOUR)).endsWith("expected at least 216"));
        assertTrue(reason(binary(0x21, 0x11, FOUR, bytes(4, 0))).endsWith("it ends within a TLV"));
        assertTrue(reason(binary(0x21, 0x11, FOUR, bytes(4, 0, 9, 1))).endsWith("a TLV of type 0x04 and 9 bytes reaches beyond its end"));
        assertTrue(reason(joined(SIGNATURE, bytes(0x21, 0x11, 0xff, 0xff))).endsWith("it announces 65551 bytes; expected at most 4096"));
    }

    @Test
    void theReasonShowsWhatCameAndIsSafeToLog() throws IOException {
        assertEquals("found \"GET / HTTP/1.1\\r\": expected a header of the PROXY protocol", reason(text("GET / HTTP/1.1\r\n")));
        assertEquals("found \"\\x16\\x03\\\"\\\\\\n\\xff\": expected a header of the PROXY protocol",
                reason(text("\u0016\u0003\"\\\n\u00ff")));
        assertEquals("found \"PROXY T\": the connection ended within the header", reason(text("PROXY T")));
    }

    static Iterable<byte[]> valid() {
        return Headers.valid();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void notAByteBehindTheHeaderIsReadHoweverItArrives(byte[] header) throws IOException {
        byte[] payload = text("PROXY the payload \r\n");
        ProxyHeader expected = read(header);
        for (int chunk = 1; chunk <= header.length + 1; chunk++) {
            Wire wire = new Wire(joined(header, payload), chunk);

            assertEquals(expected, ProxyHeaderReader.header(wire));
            assertEquals(header.length, wire.taken());
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aHeaderThatBreaksOffIsMalformed(byte[] header) throws IOException {
        assertEquals(new Empty(), read(new byte[0]));
        for (int length = 1; length < header.length; length++) {
            assertInstanceOf(Malformed.class, read(Arrays.copyOf(header, length)));
        }
    }

    @Test
    void whateverArrivesTheOutcomeIsOneOfTheFour() throws IOException {
        Random random = new Random(20250607);
        List<byte[]> headers = Headers.valid();
        int[] outcomes = new int[4];
        for (int round = 0; round < 100_000; round++) {
            byte[] sent = mutated(headers.get(random.nextInt(headers.size())), random);
            Wire wire = new Wire(sent, 1 + random.nextInt(40));

            ProxyHeader outcome = ProxyHeaderReader.header(wire);

            switch (outcome) {
                case Proxied proxied -> outcomes[0]++;
                case Local local -> outcomes[1]++;
                case Malformed malformed -> outcomes[2]++;
                case Empty empty -> outcomes[3]++;
            }
            if (!(outcome instanceof Malformed)) { // what was read says the same by itself
                assertEquals(outcome, read(Arrays.copyOf(sent, wire.taken())));
            }
            assertTrue(wire.taken() <= BinaryHeader.LONGEST);
        }
        assertTrue(Arrays.stream(outcomes).allMatch(count -> count > 100), Arrays.toString(outcomes));
    }

    private static byte[] mutated(byte[] header, Random random) {
        byte[] bytes = joined(header, text("GET / HTTP/1.1\r\n\r\n"));
        byte[] telling = text("\r\n \0.:0129afPTU!\u0003\u00ff");
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(header.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = telling[random.nextInt(telling.length)];
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(header.length, bytes.length - random.nextInt(20)));
                default -> {
                    int from = random.nextInt(header.length);
                    System.arraycopy(bytes.clone(), from, bytes, at, Math.min(random.nextInt(8), bytes.length - Math.max(from, at)));
                }
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static ProxyHeader read(byte[] sent) throws IOException {
        return ProxyHeaderReader.header(new Wire(sent, Integer.MAX_VALUE));
    }

    private static String reason(byte[] sent) throws IOException {
        return assertInstanceOf(Malformed.class, read(sent)).reason();
    }

    private static SocketAddress inet(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    /// Delivers bytes in chunks, and then ends.
    private static final class Wire implements ReadableByteChannel {
        private final ByteBuffer bytes;
        private final int chunk;

        Wire(byte[] bytes, int chunk) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.chunk = chunk;
        }

        int taken() {
            return bytes.position();
        }

        @Override
        public int read(ByteBuffer target) {
            int length = Math.min(chunk, Math.min(bytes.remaining(), target.remaining()));
            assertTrue(target.hasRemaining(), "a read that asks for nothing");
            target.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return length == 0 ? -1 : length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
