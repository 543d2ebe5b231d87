package dev.reserve.core.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/// Headers as proxies send them.
final class Headers {
    static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    static final byte[] FOUR = bytes(192, 0, 2, 1, 198, 51, 100, 7, 0xdc, 0x04, 0x01, 0xbb);

    private Headers() {}

    static List<byte[]> valid() {
        return List.of(text("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n"), text("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n"),
                text("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"), text("PROXY TCP6 2001:db8::1 ::1 56324 443\r\n"),
                text("PROXY TCP6 :: :: 0 0\r\n"), text("PROXY TCP6 1::2 :: 0 0\r\n"),
                text("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.7 1 2\r\n"),
                text("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
                text("PROXY UNKNOWN\r\n"), text("PROXY UNKNOWN and whatever\r\n"),
                text("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
                binary(0x21, 0x11, FOUR), binary(0x21, 0x12, FOUR), binary(0x21, 0x21, six()),
                binary(0x21, 0x31, unix("/run/a.sock", "/b")),
                binary(0x20, 0x00), binary(0x20, 0x11, FOUR), binary(0x21, 0x00, bytes(1, 2, 3)), withChecksum(0x21, 0x11, FOUR),
                binary(0x21, 0x11, FOUR, vector(0x02, text("example.com")), vector(0x04), vector(0xe0, new byte[700])));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.array();
    }

    static byte[] binary(int command, int family, byte[]... block) {
        byte[] whole = joined(block);
        return joined(SIGNATURE, bytes(command, family, whole.length >> 8, whole.length & 0xff), whole);
    }

    static byte[] withChecksum(int command, int family, byte[] addresses) {
        byte[] header = binary(command, family, addresses, vector(0x04, bytes(1, 2)), vector(0x03, new byte[4]), vector(0x04, bytes(7)));
        CRC32C crc = new CRC32C();
        crc.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4 - 4, (int) crc.getValue());
        return header;
    }

    static byte[] vector(int type, byte... value) {
        return joined(bytes(type, value.length >> 8, value.length & 0xff), value);
    }

    static byte[] six() {
        ByteBuffer block = ByteBuffer.allocate(36);
        block.put(HexFormat.of().parseHex("20010db8000000000000000000000001")).put(15 + 16, (byte) 1);
        return block.putShort(32, (short) 56324).putShort(34, (short) 443).array();
    }

    static byte[] unix(String source, String destination) {
        ByteBuffer block = ByteBuffer.allocate(216).put(source.getBytes(StandardCharsets.UTF_8));
        return block.position(108).put(destination.getBytes(StandardCharsets.UTF_8)).array();
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
