package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/// Sends the body of a request while its answer is read: a program need not have read the one before it writes the other.
final class Upload {

    private static final ThreadFactory THREADS = Thread.ofVirtual().name("fastcgi-upload").factory();
    private static final byte[] ZEROS = new byte[8];

    private final RequestBody body;
    private final Connection connection;
    private final Deadline deadline;
    private final int id;
    private final ByteBuffer head = ByteBuffer.allocate(RecordWriter.HEAD);
    private final Thread thread = THREADS.newThread(this::run);
    private volatile boolean complete;
    private volatile @Nullable IOException clientFailure;

    Upload(RequestBody body, Connection connection, Deadline deadline, int id) {
        this.body = body;
        this.connection = connection;
        this.deadline = deadline;
        this.id = id;
    }

    void start() {
        thread.start();
    }

    /// Whether all of it has been sent.
    boolean complete() {
        return complete;
    }

    /// Why the client did not send all of it, or null.
    @Nullable
    IOException clientFailure() {
        return clientFailure;
    }

    private void run() {
        try {
            boolean last = false;
            while (!last) {
                Content.Chunk chunk = next();
                last = chunk.isLast();
                try {
                    send(chunk.getByteBuffer());
                } finally {
                    chunk.release();
                }
            }
            end();
            complete = true;
        } catch (IOException | InterruptedException e) {
            // the answer tells: whoever reads it finds the connection ended
        }
    }

    private Content.Chunk next() throws IOException, InterruptedException {
        deadline.suspend(true);
        try {
            return body.next();
        } catch (IOException e) {
            clientFailure = e;
            connection.close(); // the program will never have all of it
            throw e;
        } finally {
            deadline.suspend(false);
        }
    }

    private void send(ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            int length = Math.min(RecordWriter.MOST, content.remaining());
            RecordWriter.head(head.clear(), RecordType.STDIN, id, length);
            connection.write(head.flip(), content.slice(content.position(), length),
                    ByteBuffer.wrap(ZEROS, 0, RecordWriter.padding(length)));
            content.position(content.position() + length);
            deadline.extend();
        }
    }

    private void end() throws IOException {
        RecordWriter.empty(head.clear(), RecordType.STDIN, id);
        connection.write(head.flip());
    }

    /// Ends it, if it has not come to its end. If it was just sending, that closes the connection.
    void stop() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
