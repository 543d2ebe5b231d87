package dev.reserve.gateway.scgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.gateway.single.Heads;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScgiHeadTest {

    /// The example of the specification, and one variable more.
    private static final byte[] HEAD = netstring(
            "CONTENT_LENGTH\00027\0SCGI\0001\0REQUEST_METHOD\0POST\0REQUEST_URI\0/deepthought\0FOO\0bar\0");

    @Test
    void aHeadIsRead() throws MalformedException {
        CgiRequest request = Heads.read(new ScgiHead(), HEAD);
        assertEquals(27, request.length());
        assertEquals("bar", request.other("FOO"));
    }

    @Test
    void aHeadMayComeInPieces() throws MalformedException {
        Heads.checkInPieces(ScgiHead::new, HEAD);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET / HTTP/1.1|the byte 71 in the length of a netstring; expected a number and a colon, such as 70:",
        ":,|the byte 58 in the length of a netstring; expected a number and a colon, such as 70:",
        "012:|the byte 49 in the length of a netstring; expected a number and a colon, such as 70:",
        "1048576:|a netstring of 104857 bytes or more; expected 65536 at the most",
        "99999999999999:|a netstring of 99999 bytes or more; expected 65536 at the most",
        "4:A\0b\0c|the byte 99 behind the 4 bytes of a netstring; expected a comma",
        "3:A\0b,|a netstring ends within a name or a value; expected each to have a zero byte behind it",
        "2:A\0,|a netstring ends within a name or a value; expected each to have a zero byte behind it",
        "2:\0\0,|a variable without a name; expected one such as REQUEST_METHOD"})
    void whatIsNoHeadIsRefused(String bytes, String reason) {
        assertEquals(reason, assertThrows(MalformedException.class,
                () -> new ScgiHead().read(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)), new CgiRequest())).getMessage());
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Heads.fuzz(ScgiHead::new, HEAD, 50_000);
    }

    private static byte[] netstring(String text) {
        return (text.length() + ":" + text + ",").getBytes(ISO_8859_1);
    }
}
