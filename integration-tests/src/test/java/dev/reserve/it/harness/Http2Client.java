package dev.reserve.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// One connection of an HTTP/2 client in the clear, whose every frame the test decides (RFC 9113).
public final class Http2Client implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;

    /// A frame that the server has sent.
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {}

    private final SocketChannel socket;
    private final DataInputStream in;

    private Http2Client(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.socket().setSoTimeout((int) ServerProcess.DEADLINE.toMillis());
        this.in = new DataInputStream(socket.socket().getInputStream());
    }

    /// Connects, and tells that it has no settings.
    public static Http2Client connect(SocketAddress address) throws IOException {
        Http2Client client = new Http2Client(SocketChannel.open(address));
        client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.send(SETTINGS, 0, 0);
        return client;
    }

    /// Sends a frame.
    public Http2Client send(int type, int flags, int stream, byte... payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.putInt((payload.length << 8) | type).put((byte) flags).putInt(stream).put(payload);
        write(frame.array());
        return this;
    }

    /// A block of header fields, names and values by turns; none of them compressed, each shorter than 127 bytes.
    public static byte[] fields(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0); // literal, not indexed (RFC 7541 §6.2.2)
            for (String text : new String[]{namesAndValues[i], namesAndValues[i + 1]}) {
                block.write(text.length());
                block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return block.toByteArray();
    }

    /// Begins a request, or sends it whole if it has no body.
    public Http2Client request(int stream, String method, String path, int flags, String... namesAndValues) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.writeBytes(fields(":method", method, ":scheme", "http", ":authority", "test", ":path", path));
        head.writeBytes(fields(namesAndValues));
        return send(HEADERS, flags | END_HEADERS, stream, head.toByteArray());
    }

    /// The next frame.
    public Frame receive() throws IOException {
        int lengthAndType = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(lengthAndType & 0xFF, flags, stream, ByteBuffer.wrap(in.readNBytes(lengthAndType >>> 8)));
    }

    /// The next frame of a type; what comes before is left out.
    public Frame receive(int type) throws IOException {
        Frame frame = receive();
        while (frame.type != type) {
            frame = receive();
        }
        return frame;
    }

    /// The content of the next answer, which has some; there must be no other at a time.
    public String body() throws IOException {
        StringBuilder body = new StringBuilder();
        Frame frame;
        do {
            frame = receive(DATA);
            body.append(StandardCharsets.UTF_8.decode(frame.payload()));
        } while ((frame.flags & END_STREAM) == 0);
        return body.toString();
    }

    /// The error code with which the server ends the connection.
    public int awaitGoAway() throws IOException {
        return receive(GOAWAY).payload().getInt(4);
    }

    /// Waits until the server has ended the connection; what it sends before is left out.
    public void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            // it goes on
        }
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
