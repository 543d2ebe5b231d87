package dev.reserve.core.proxy;

import dev.reserve.core.proxy.ProxyHeader.Local;
import dev.reserve.core.proxy.ProxyHeader.Malformed;
import dev.reserve.core.proxy.ProxyHeader.Proxied;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Version 2: sixteen bytes, of which the last two say how long the addresses and what is behind them are (§2.2).
final class BinaryHeader {

    static final byte FIRST = '\r';
    static final int SHORTEST = 16;
    /// Much more than §2.2 foresees (it should fit a segment of 536 bytes), for proxies that pass on a client's certificate.
    static final int LONGEST = 4096;

    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int COMMAND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNIX_PATH = 108;

    private static final int TLV_PREFIX = 3;
    private static final int TLV_CRC32C = 3;

    private BinaryHeader() {}

    /// How many bytes the header has still to have, at the least; 0 if it is whole, or seen to be malformed.
    static int missing(byte[] bytes, int length) {
        if (flaw(bytes, length) != null) {
            return 0;
        }
        return length < SHORTEST ? SHORTEST - length : SHORTEST + announced(bytes) - length;
    }

    /// What is wrong with the first sixteen bytes, as far as they are there.
    private static @Nullable String flaw(byte[] bytes, int length) {
        int compared = Math.min(length, SIGNATURE.length);
        if (!Arrays.equals(bytes, 0, compared, SIGNATURE, 0, compared)) {
            return "expected a header of the PROXY protocol";
        }
        if (length > COMMAND_AT && bytes[COMMAND_AT] != LOCAL && bytes[COMMAND_AT] != PROXY) {
            return "version and command are 0x%02x; expected 0x20 (LOCAL) or 0x21 (PROXY)".formatted(bytes[COMMAND_AT]);
        }
        // The family means nothing with LOCAL.
        if (length > FAMILY_AT && bytes[COMMAND_AT] == PROXY && (family(bytes) > 3 || transport(bytes) > 2)) {
            return "family and transport are 0x%02x; expected 0x0 to 0x3 (unspecified, IPv4, IPv6, Unix), and 0x0 to 0x2 (unspecified, stream, datagram)"
                    .formatted(bytes[FAMILY_AT]);
        }
        if (length >= SHORTEST && SHORTEST + announced(bytes) > LONGEST) {
            return "it announces " + (SHORTEST + announced(bytes)) + " bytes; expected at most " + LONGEST;
        }
        return null;
    }

    static ProxyHeader parse(byte[] bytes, int length) {
        String flaw = flaw(bytes, length);
        if (flaw != null) {
            return Malformed.found(bytes, length, flaw);
        }
        if (bytes[COMMAND_AT] == LOCAL || family(bytes) == 0 || transport(bytes) == 0) {
            return new Local(); // where TLVs would begin is unknown then: the block is skipped
        }
        int addresses = switch (family(bytes)) {
            case 1 -> 2 * (4 + 2);
            case 2 -> 2 * (16 + 2);
            default -> 2 * UNIX_PATH;
        };
        if (announced(bytes) < addresses) {
            return Malformed.found(bytes, length,
                    "it announces " + announced(bytes) + " bytes of addresses; expected at least " + addresses);
        }
        flaw = flawOfVectors(ByteBuffer.wrap(bytes, 0, length).position(SHORTEST + addresses));
        if (flaw != null) {
            return Malformed.found(bytes, length, flaw);
        }
        ByteBuffer block = ByteBuffer.wrap(bytes, SHORTEST, addresses);
        return family(bytes) == 3 ? new Proxied(unix(block), unix(block)) : inet(block, family(bytes) == 1 ? 4 : 16);
    }

    /// The vectors of type, length and value are skipped, but for the checksum (§2.2.3).
    private static @Nullable String flawOfVectors(ByteBuffer header) {
        while (header.hasRemaining()) {
            if (header.remaining() < TLV_PREFIX) {
                return "it ends within a TLV";
            }
            int type = header.get();
            int length = Short.toUnsignedInt(header.getShort());
            if (length > header.remaining()) {
                return "a TLV of type 0x%02x and %d bytes reaches beyond its end".formatted((byte) type, length);
            }
            if (type == TLV_CRC32C
                    && (length != Integer.BYTES || checksum(header, header.position()) != header.getInt(header.position()))) {
                return "its CRC32C is wrong";
            }
            header.position(header.position() + length);
        }
        return null;
    }

    /// Of the whole header, with zeros where the checksum is.
    private static int checksum(ByteBuffer header, int at) {
        CRC32C crc = new CRC32C();
        int behind = at + Integer.BYTES;
        crc.update(header.slice(0, at));
        crc.update(new byte[Integer.BYTES]);
        crc.update(header.slice(behind, header.limit() - behind));
        return (int) crc.getValue();
    }

    private static ProxyHeader inet(ByteBuffer block, int size) {
        InetAddress source = inetAddress(block, size);
        InetAddress destination = inetAddress(block, size);
        return new Proxied(new InetSocketAddress(source, Short.toUnsignedInt(block.getShort())),
                new InetSocketAddress(destination, Short.toUnsignedInt(block.getShort())));
    }

    private static InetAddress inetAddress(ByteBuffer block, int size) {
        byte[] address = new byte[size];
        block.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) { // for other lengths than 4 and 16 only
            throw new IllegalStateException(e);
        }
    }

    private static SocketAddress unix(ByteBuffer block) {
        byte[] path = new byte[UNIX_PATH];
        block.get(path);
        int length = 0;
        while (length < path.length && path[length] != 0) { // an abstract name begins with a zero
            length++;
        }
        try {
            return UnixDomainSocketAddress.of(new String(path, 0, length, StandardCharsets.UTF_8));
        } catch (InvalidPathException e) { // as with `LANG=C`, which leaves Java without paths beyond ASCII
            return UnixDomainSocketAddress.of("");
        }
    }

    private static int family(byte[] bytes) {
        return (bytes[FAMILY_AT] & 0xff) >>> 4;
    }

    private static int transport(byte[] bytes) {
        return bytes[FAMILY_AT] & 0xf;
    }

    private static int announced(byte[] bytes) {
        return ((bytes[LENGTH_AT] & 0xff) << 8) | (bytes[LENGTH_AT + 1] & 0xff);
    }
}
