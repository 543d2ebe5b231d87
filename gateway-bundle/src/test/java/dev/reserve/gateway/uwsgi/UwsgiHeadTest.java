package dev.reserve.gateway.uwsgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.single.Heads;
import dev.reserve.http.spi.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UwsgiHeadTest {

    private static final byte[] HEAD = packet("CONTENT_LENGTH", "27", "REQUEST_METHOD", "POST", "REQUEST_URI", "/deepthought", "FOO",
            "bar");

    @Test
    void aHeadIsRead() throws MalformedException {
        CgiRequest request = Heads.read(new UwsgiHead(), HEAD);
        assertEquals(27, request.length());
        assertEquals("bar", request.other("FOO"));
    }

    @Test
    void aHeadMayBeAsLongAsItsLengthCanTell() throws MalformedException {
        CgiRequest request = Heads.read(new UwsgiHead(), packet("FOO", "x".repeat(65_535 - 7)));
        assertEquals("x".repeat(65_528), request.other("FOO"));
    }

    @Test
    void aHeadMayComeInPieces() throws MalformedException {
        Heads.checkInPieces(UwsgiHead::new, HEAD);
    }

    @ParameterizedTest
    @CsvSource({"05 00 00 00,'a packet with the modifier 5; expected 0, a request for WSGI'",
        "47 45 54,'a packet with the modifier 71; expected 0, a request for WSGI'",
        "00 01 00 00 78,a name or a value that goes beyond the 1 bytes of its packet",
        "00 03 00 00 01 00 41,a name or a value that goes beyond the 3 bytes of its packet",
        "00 05 00 00 01 00 41 01 00,a name or a value that goes beyond the 5 bytes of its packet",
        "00 05 00 00 01 01 41 00 00,a name or a value that goes beyond the 5 bytes of its packet",
        "00 04 00 00 00 00 00 00,a variable without a name; expected one such as REQUEST_METHOD"})
    void whatIsNoHeadIsRefused(String bytes, String reason) {
        ByteBuffer head = ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(bytes));
        assertEquals(reason, assertThrows(MalformedException.class, () -> new UwsgiHead().read(head, new CgiRequest())).getMessage());
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Heads.fuzz(UwsgiHead::new, HEAD, 50_000);
    }

    private static byte[] packet(String... variables) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (String each : variables) {
            content.write(each.length());
            content.write(each.length() >> 8);
            content.writeBytes(each.getBytes(ISO_8859_1));
        }
        byte[] bytes = content.toByteArray();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[]{0, (byte) bytes.length, (byte) (bytes.length >> 8), 0});
        packet.writeBytes(bytes);
        return packet.toByteArray();
    }
}
