package dev.reserve.gateway.fcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.RecordReader;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.gateway.fastcgi.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A web server's side of a connection.
final class Front implements AutoCloseable {

    private final SocketChannel channel;
    private final RecordReader reader = new RecordReader();
    private final ByteBuffer in = ByteBuffer.allocate(65_536).limit(0);
    private final Map<Integer, ByteArrayOutputStream> answers = new TreeMap<>();

    Front(SocketAddress address) throws IOException {
        channel = SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
        channel.connect(address);
    }

    /// A record that came. The content of STDOUT is gathered for each request, and given with its END_REQUEST.
    record Event(int code, int id, String content, String answer) {}

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void begin(int id, Role role, boolean keep) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(100);
        RecordWriter.beginRequest(out, id, role, keep);
        write(out.flip());
    }

    void params(int id, PairWriter pairs) throws IOException {
        stream(RecordType.PARAMS, id, pairs.content());
    }

    void stream(RecordType type, int id, ByteBuffer content) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(RecordWriter.streamBytes(content.remaining()));
        RecordWriter.stream(out, type, id, content);
        write(out.flip());
    }

    void record(RecordType type, int id, byte[] content) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(content.length + 100);
        RecordWriter.record(out, type, id, ByteBuffer.wrap(content));
        write(out.flip());
    }

    static PairWriter request(String method, String path) {
        return new PairWriter().put("REQUEST_METHOD", method).put("REQUEST_URI", path).put("SERVER_PROTOCOL", "HTTP/1.1");
    }

    /// A request without a body, whole.
    void get(int id, String path, boolean keep) throws IOException {
        begin(id, Role.RESPONDER, keep);
        params(id, request("GET", path).put("CONTENT_LENGTH", ""));
        record(RecordType.STDIN, id, new byte[0]);
    }

    /// Waits for bytes, when all that came before have been looked at.
    ///
    /// @return false at the end of the connection
    boolean read() throws IOException {
        in.clear();
        int read = channel.read(in);
        in.flip();
        return read >= 0;
    }

    /// Waits for the next record that is no part of a body.
    ///
    /// @return null at the end of the connection
    @Nullable
    Event next() throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            switch (reader.next(in)) {
                case MORE -> {
                    if (!read()) {
                        return null;
                    }
                }
                case HEAD -> content.setLength(0);
                case CONTENT -> {
                    byte[] bytes = new byte[reader.content().remaining()];
                    reader.content().get(bytes);
                    if (reader.type() == RecordType.STDOUT) {
                        answers.computeIfAbsent(reader.id(), _ -> new ByteArrayOutputStream()).writeBytes(bytes);
                    } else {
                        content.append(new String(bytes, ISO_8859_1));
                    }
                }
                case END -> {
                    if (reader.type() != RecordType.STDOUT) {
                        ByteArrayOutputStream answer = reader.type() == RecordType.END_REQUEST ? answers.remove(reader.id()) : null;
                        return new Event(reader.code(), reader.id(), content.toString(), answer == null ? "" : answer.toString(ISO_8859_1));
                    }
                }
            }
        }
    }

    /// Stops sending.
    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
