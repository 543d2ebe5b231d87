package dev.reserve.http.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/// Sends pieces of an open file and of text between them, as the body of a response or a part of it, and closes the file in the end.
///
/// A small piece is read and written as one buffer, together with the header. Of a larger one on a plain HTTP/1 connection the first byte is, and the
/// kernel sends the rest; where that cannot be, all is read and written through a buffer.
public final class Transmission extends IteratingCallback {

    /// Up to this size reading is cheaper than having the kernel send.
    private static final int SMALL = 64 * 1024;
    /// Little, for the kernel's sake: behind a first segment of some hundred bytes more it sends the rest in pieces that each wake the receiver, at twice the cost.
    private static final int PROBE = 1;
    private static final System.Logger LOG = System.getLogger("reserve.http.static");

    /// A part of what is sent.
    public sealed interface Piece {

        /// @param content without any file
        record Text(ByteBuffer content) implements Piece {}

        record Part(long position, long length) implements Piece {}
    }

    private final FileChannel file;
    private final String name;
    private final Deque<Piece> pieces;
    private final boolean last;
    private final Response response;
    private final Callback callback;
    private final @Nullable FileSender sender;
    private @Nullable RetainableByteBuffer buffer;
    private @Nullable StandIn standIn;

    /// @param name for messages
    /// @param last whether the body ends with the pieces
    /// @param callback called when all has been sent and the file is closed
    public Transmission(FileChannel file, String name, List<Piece> pieces, boolean last, Request request, Response response,
            Callback callback) {
        this.file = file;
        this.name = name;
        this.pieces = new ArrayDeque<>(pieces);
        this.last = last;
        this.response = response;
        this.callback = callback;
        this.sender = sender(request);
    }

    private static @Nullable FileSender sender(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return request.getConnectionMetaData().getHttpVersion().getVersion() < 20 && endPoint instanceof FileSender direct ? direct : null;
    }

    @Override
    protected Action process() throws IOException {
        switch (pieces.poll()) {
            case null -> {
                return Action.SUCCEEDED;
            }
            case Piece.Text(ByteBuffer content) -> response.write(last && pieces.isEmpty(), content, this);
            case Piece.Part part -> send(part);
        }
        return Action.SCHEDULED;
    }

    private void send(Piece.Part part) throws IOException {
        ByteBuffer next;
        if (standIn != null && standIn.passed()) {
            next = standIn.next(part.position, part.length);
        } else {
            FileSender direct = standIn == null && part.length > SMALL ? sender : null;
            next = read(part.position, (int) Math.min(part.length, direct == null ? SMALL : PROBE));
            if (direct != null) {
                standIn = new StandIn(file, next);
                direct.sendFrom(standIn);
            }
        }
        int length = next.remaining();
        if (length < part.length) {
            pieces.addFirst(new Piece.Part(part.position + length, part.length - length));
        }
        response.write(last && pieces.isEmpty(), next, this);
    }

    private ByteBuffer read(long position, int length) throws IOException {
        RetainableByteBuffer into = buffer;
        if (into == null || into.capacity() < length) { // as that of a probe that did not come through
            if (into != null) {
                into.release();
            }
            into = response.getRequest().getComponents().getByteBufferPool().acquire(length, true);
            buffer = into;
        }
        ByteBuffer bytes = into.getByteBuffer().clear();
        bytes.limit(Math.min(length, bytes.capacity()));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, position + bytes.position()) < 0) {
                throw new ShrunkException(file.size());
            }
        }
        return bytes.flip();
    }

    @Override
    protected void onCompleted(@Nullable Throwable failure) {
        if (sender != null && standIn != null) {
            sender.sendFrom(null);
        }
        if (buffer != null) {
            buffer.release();
        }
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing " + name, e);
        }
        if (failure == null) {
            callback.succeeded();
        } else {
            if (failure instanceof ShrunkException) {
                LOG.log(System.Logger.Level.WARNING, "{0}: {1}; its client is cut off", name, failure.getMessage());
            }
            callback.failed(failure);
        }
    }
}
