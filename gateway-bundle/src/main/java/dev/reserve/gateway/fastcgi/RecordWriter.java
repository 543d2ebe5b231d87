package dev.reserve.gateway.fastcgi;

import java.nio.ByteBuffer;

/// Writes records into buffers, which have to have room for them. Records are padded to a multiple of eight bytes, as FastCGI §3.3 recommends.
public final class RecordWriter {

    /// Bytes of the head of a record.
    public static final int HEAD = 8;
    /// The most content that a record can have, such that it needs no padding.
    public static final int MOST = 0xfff8;

    private static final byte VERSION = 1;
    private static final byte KEEP_CONNECTION = 1;

    private RecordWriter() {}

    /// Bytes of padding that go after content.
    public static int padding(int length) {
        return -length & 7;
    }

    /// The head of a record. Its content is to follow, and then its padding.
    ///
    /// @param length of the content, at most 65535
    public static void head(ByteBuffer out, RecordType type, int id, int length) {
        out.put(VERSION).put((byte) type.code()).putShort((short) id).putShort((short) length).put((byte) padding(length)).put((byte) 0);
    }

    /// A record without content: the end of a stream.
    public static void empty(ByteBuffer out, RecordType type, int id) {
        head(out, type, id, 0);
    }

    /// A whole record.
    ///
    /// @param content at most 65535 bytes, which are consumed
    public static void record(ByteBuffer out, RecordType type, int id, ByteBuffer content) {
        int length = content.remaining();
        head(out, type, id, length);
        out.put(content);
        pad(out, length);
    }

    /// The padding that goes after content.
    public static void pad(ByteBuffer out, int length) {
        for (int i = padding(length); i > 0; i--) {
            out.put((byte) 0);
        }
    }

    /// Bytes that a stream takes up in records.
    public static int streamBytes(int content) {
        return content + ((content + MOST - 1) / MOST + 1) * HEAD + padding(content);
    }

    /// A whole stream, with its end.
    public static void stream(ByteBuffer out, RecordType type, int id, ByteBuffer content) {
        while (content.hasRemaining()) {
            int length = Math.min(MOST, content.remaining());
            record(out, type, id, content.slice(content.position(), length));
            content.position(content.position() + length);
        }
        empty(out, type, id);
    }

    /// FastCGI §5.1.
    ///
    /// @param keep whether the application is to keep the connection after the request
    public static void beginRequest(ByteBuffer out, int id, Role role, boolean keep) {
        head(out, RecordType.BEGIN_REQUEST, id, 8);
        out.putShort((short) role.code()).put(keep ? KEEP_CONNECTION : 0).put((byte) 0).putInt(0);
    }

    /// FastCGI §5.5.
    public static void endRequest(ByteBuffer out, int id, int appStatus, ProtocolStatus status) {
        head(out, RecordType.END_REQUEST, id, 8);
        out.putInt(appStatus).putInt(status.code() << 24);
    }

    /// FastCGI §4.2.
    ///
    /// @param code of the type that is not known
    public static void unknownType(ByteBuffer out, int code) {
        head(out, RecordType.UNKNOWN_TYPE, 0, 8);
        out.put((byte) code).put(new byte[7]);
    }
}
