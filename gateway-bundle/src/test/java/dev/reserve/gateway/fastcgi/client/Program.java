package dev.reserve.gateway.fastcgi.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reserve.gateway.fastcgi.PairReader;
import dev.reserve.gateway.fastcgi.ProtocolStatus;
import dev.reserve.gateway.fastcgi.RecordReader;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.gateway.fastcgi.Records;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A FastCGI program that does as a test says.
final class Program implements AutoCloseable {

    private final ServerSocketChannel server;
    private final Behaviour behaviour;
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();

    interface Behaviour {
        void serve(Call call) throws IOException, InterruptedException;
    }

    Program(Path socket, Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            Call call = new Call(channel);
            while (call.params()) {
                requests.incrementAndGet();
                behaviour.serve(call);
                if (!call.keep) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // the test sees what its client gets
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /// A request, and the connection that it came on.
    static final class Call {

        final SocketChannel channel;
        private final RecordReader reader = new RecordReader();
        private final ByteBuffer in = ByteBuffer.allocate(4096).limit(0);
        final Map<String, String> params = new TreeMap<>();
        boolean keep;
        boolean aborted;

        Call(SocketChannel channel) {
            this.channel = channel;
        }

        String param(String name) {
            return params.getOrDefault(name, "");
        }

        private boolean more() throws IOException {
            in.clear();
            int read = channel.read(in);
            in.flip();
            return read >= 0;
        }

        /// Reads up to the end of the parameters.
        boolean params() throws IOException {
            params.clear();
            PairReader pairs = new PairReader(1 << 20, 1000, Records.strings(params::put));
            while (true) {
                switch (reader.next(in)) {
                    case MORE -> {
                        if (!more()) {
                            return false;
                        }
                    }
                    case HEAD -> {}
                    case CONTENT -> {
                        if (reader.type() == RecordType.BEGIN_REQUEST) {
                            keep = reader.content().get(2) == 1;
                        } else if (reader.type() == RecordType.PARAMS) {
                            pairs.read(reader.content());
                        }
                    }
                    case END -> {
                        if (reader.type() == RecordType.PARAMS && reader.length() == 0) {
                            pairs.end();
                            return true;
                        }
                    }
                }
            }
        }

        /// Reads up to the end of the body.
        byte[] body() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                switch (reader.next(in)) {
                    case MORE -> {
                        if (!more()) {
                            throw new EOFException();
                        }
                    }
                    case HEAD -> aborted |= reader.type() == RecordType.ABORT_REQUEST;
                    case CONTENT -> {
                        byte[] bytes = new byte[reader.content().remaining()];
                        reader.content().get(bytes);
                        body.write(bytes);
                    }
                    case END -> {
                        if (reader.type() == RecordType.STDIN && reader.length() == 0) {
                            return body.toByteArray();
                        }
                    }
                }
            }
        }

        /// Reads whatever comes, up to the end of the connection.
        void drain() throws IOException {
            while (true) {
                switch (reader.next(in)) {
                    case MORE -> {
                        if (!more()) {
                            return;
                        }
                    }
                    case HEAD -> aborted |= reader.type() == RecordType.ABORT_REQUEST;
                    case CONTENT, END -> {}
                }
            }
        }

        void write(RecordType type, String text) throws IOException {
            write(type, text.getBytes(ISO_8859_1));
        }

        void write(RecordType type, byte[] content) throws IOException {
            ByteBuffer out = ByteBuffer.allocate(content.length + 100);
            RecordWriter.record(out, type, 1, ByteBuffer.wrap(content));
            raw(out.flip());
        }

        void raw(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void end() throws IOException {
            end(ProtocolStatus.REQUEST_COMPLETE);
        }

        void end(ProtocolStatus status) throws IOException {
            ByteBuffer out = ByteBuffer.allocate(100);
            RecordWriter.empty(out, RecordType.STDOUT, 1);
            RecordWriter.endRequest(out, 1, 0, status);
            raw(out.flip());
        }

        /// Reads the body, and answers at once: all that comes is there together.
        void answer(String text) throws IOException {
            body();
            ByteBuffer out = ByteBuffer.allocate(text.length() + 100);
            RecordWriter.stream(out, RecordType.STDOUT, 1, ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
            RecordWriter.endRequest(out, 1, 0, ProtocolStatus.REQUEST_COMPLETE);
            raw(out.flip());
        }
    }
}
