package dev.reserve.http.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/// Has the kernel send a file (sendfile(2)) below a writer that only knows buffers.
///
/// The writer is given buffers of the right length, which stand in for parts of the file. Where the buffers meet the socket, [#flush] knows them again and
/// has the part sent that they stand for. Whether they get there as they are (and are not compressed, encrypted or framed on the way) is found
/// out with a first buffer that has the true content: only if that one came through, stand-ins may follow.
public final class StandIn {

    /// What one buffer stands for at the most.
    private static final int LARGEST = 1 << 20;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(LARGEST).asReadOnlyBuffer();

    private final FileChannel file;
    private final ByteBuffer probe;
    private boolean passed;
    private @Nullable ByteBuffer standIn;
    private long position;

    /// @param probe true content, written before any stand-in
    StandIn(FileChannel file, ByteBuffer probe) {
        this.file = file;
        this.probe = probe;
    }

    /// Whether the probe came to the socket as it was. To be asked when it has been written.
    boolean passed() {
        return passed;
    }

    /// A buffer for what follows in the file from `position`, up to `length`. The one before must have been written.
    ByteBuffer next(long position, long length) {
        ByteBuffer next = ZEROS.slice(0, (int) Math.min(length, LARGEST));
        this.position = position;
        standIn = next;
        return next;
    }

    /// Writes as much as the socket takes.
    ///
    /// @return whether it has taken all
    /// @throws EofException when the client has gone, as Jetty's own connections do
    public boolean flush(GatheringByteChannel socket, ByteBuffer... buffers) throws IOException {
        try {
            return flushAll(socket, buffers);
        } catch (ShrunkException e) {
            throw e;
        } catch (IOException e) {
            throw new EofException(e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // these very buffers, not others with the same content
    private boolean flushAll(GatheringByteChannel socket, ByteBuffer... buffers) throws IOException {
        int from = 0;
        for (int i = 0; i < buffers.length; i++) {
            passed |= buffers[i] == probe;
            if (buffers[i] == standIn) {
                if (!write(socket, buffers, from, i) || !send(socket, buffers[i])) {
                    return false;
                }
                from = i + 1;
            }
        }
        return write(socket, buffers, from, buffers.length);
    }

    private static boolean write(GatheringByteChannel socket, ByteBuffer[] buffers, int from, int to) throws IOException {
        if (from < to) {
            socket.write(buffers, from, to - from);
            for (int i = from; i < to; i++) {
                if (buffers[i].hasRemaining()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean send(GatheringByteChannel socket, ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            int sent = Math.toIntExact(file.transferTo(position, part.remaining(), socket));
            if (sent <= 0) {
                if (file.size() <= position) {
                    throw new ShrunkException(file.size());
                }
                return false;
            }
            position += sent;
            part.position(part.position() + sent);
        }
        return true;
    }
}
