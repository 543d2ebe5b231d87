package dev.reserve.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// An HTTP/1.1 connection of which a test writes every byte itself.
public final class RawHttp implements AutoCloseable {

    private final SocketChannel socket;
    private final InputStream in;

    private RawHttp(SocketChannel socket) {
        this.socket = socket;
        this.in = Channels.newInputStream(socket);
    }

    public static RawHttp connect(SocketAddress address) throws IOException {
        return new RawHttp(SocketChannel.open(address));
    }

    /// An answer.
    ///
    /// @param fields the lines of the header after the first
    /// @param content in ISO 8859-1, which has a character for each byte
    public record Answer(int status, List<String> fields, String content) {

        /// The value of a header field, or empty if there is none.
        public Optional<String> field(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return fields.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip()).findFirst();
        }

        public byte[] bytes() {
            return content.getBytes(StandardCharsets.ISO_8859_1);
        }

        /// The content in UTF-8.
        public String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /// What a connection of its own gets for a request.
    ///
    /// @param lines of the header, without Host
    public static Answer get(SocketAddress address, String path, String... lines) throws IOException {
        return ask(address, "GET", path, lines);
    }

    /// What a connection of its own gets for a request.
    public static Answer ask(SocketAddress address, String method, String path, String... lines) throws IOException {
        try (RawHttp http = connect(address)) {
            http.send(method + " " + path + " HTTP/1.1\r\nHost: test.example\r\n" + String.join("\r\n", lines)
                    + (lines.length == 0 ? "\r\n" : "\r\n\r\n"));
            return http.receive(!method.equals("HEAD"));
        }
    }

    public void send(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /// The next answer, with a body that has a length or is in chunks.
    public Answer receive() throws IOException {
        return receive(true);
    }

    private Answer receive(boolean withBody) throws IOException {
        String first = line();
        List<String> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            fields.add(line);
        }
        Answer head = new Answer(Integer.parseInt(first.substring(9, 12)), fields, "");
        if (!withBody || head.status == 304 || head.status == 204) {
            return head;
        }
        byte[] bytes = head.field("Transfer-Encoding").isPresent()
                ? chunks()
                : body(Integer.parseInt(head.field("Content-Length").orElse("0")));
        return new Answer(head.status, fields, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /// The next bytes, as many as there are to come.
    ///
    /// @throws EOFException if the connection ends before
    public byte[] body(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            bytes.write(body(size));
            line();
        }
        line();
        return bytes.toByteArray();
    }

    /// The next line, without its end.
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in the line: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
