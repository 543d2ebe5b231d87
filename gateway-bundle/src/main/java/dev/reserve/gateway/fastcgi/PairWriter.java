package dev.reserve.gateway.fastcgi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gathers name-value pairs (FastCGI §3.4). For one thread.
public final class PairWriter {

    private static final int SHORT = 0x7f;

    private byte[] bytes = new byte[2048];
    private int end;

    /// Adds a pair in Latin-1: each character stands for a byte.
    public PairWriter put(String name, String value) {
        return put(name, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Adds a pair with a value of bytes.
    ///
    /// @param name in Latin-1
    public PairWriter put(String name, byte[] value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        reserve(2 * Integer.BYTES + nameBytes.length + value.length);
        length(nameBytes.length);
        length(value.length);
        System.arraycopy(nameBytes, 0, bytes, end, nameBytes.length);
        System.arraycopy(value, 0, bytes, end + nameBytes.length, value.length);
        end += nameBytes.length + value.length;
        return this;
    }

    private void length(int length) {
        if (length > SHORT) {
            bytes[end++] = (byte) (length >>> 24 | 0x80);
            bytes[end++] = (byte) (length >>> 16);
            bytes[end++] = (byte) (length >>> 8);
        }
        bytes[end++] = (byte) length;
    }

    private void reserve(int more) {
        if (bytes.length - end < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
        }
    }

    /// All of them.
    public ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, end);
    }
}
