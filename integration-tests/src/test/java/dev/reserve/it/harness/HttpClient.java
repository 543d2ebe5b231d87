package dev.reserve.it.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One connection of an HTTP/1.1 client, whose every byte the test decides.
public final class HttpClient implements AutoCloseable {

    /// @param headers as they came, without the status line
    public record Answer(int status, List<String> headers, String body) {

        /// The first value of a header, by its name in whatever case.
        public Optional<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip()).findFirst();
        }
    }

    private final SocketChannel socket;
    private final InputStream in;

    private HttpClient(SocketChannel socket) {
        this.socket = socket;
        this.in = new BufferedInputStream(Channels.newInputStream(socket));
    }

    public static HttpClient connect(SocketAddress address) {
        try {
            return new HttpClient(SocketChannel.open(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends text as it is, in ISO-8859-1.
    public HttpClient send(String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
        return this;
    }

    /// Gets a path on this connection, and the answer.
    public Answer get(String path) throws IOException {
        return get(path, "test");
    }

    public Answer get(String path, String host) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer();
    }

    /// The next answer; not one of HEAD, whose body is not sent.
    public Answer answer() throws IOException {
        String status = line();
        if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
            throw new IOException("expected a status line, found: " + status);
        }
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        Answer head = new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
        byte[] body;
        if (head.status < 200 || head.status == 204 || head.status == 304) {
            body = new byte[0];
        } else if (head.header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
            body = chunks();
        } else if (head.header("Content-Length").isPresent()) {
            body = exactly(Integer.parseInt(head.header("Content-Length").orElseThrow()));
        } else {
            body = in.readAllBytes();
        }
        return new Answer(head.status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /// Whether the server ends the connection without a further byte.
    public boolean ends() throws IOException {
        return in.read() < 0;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.write(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("ended after " + bytes.length + " of " + length + " bytes of the body");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("ended after: " + line);
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
