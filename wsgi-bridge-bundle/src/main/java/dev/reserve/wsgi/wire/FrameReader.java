package dev.reserve.wsgi.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;

/// Frames that have come, several for each read. For one thread.
public final class FrameReader {

    private static final int USUAL = 128 << 10;

    private Block block = new Block(USUAL);
    private int kind;
    private int id;
    private int length;

    /// Reads what is there.
    ///
    /// @return the number of bytes; less than 0 at the end
    public int fill(ReadableByteChannel channel) throws IOException {
        makeRoom();
        int position = block.bytes.position();
        block.bytes.position(block.bytes.limit()).limit(block.bytes.capacity());
        int count;
        try {
            count = channel.read(block.bytes);
        } finally {
            block.bytes.limit(block.bytes.position()).position(position);
        }
        return count;
    }

    private void makeRoom() {
        ByteBuffer bytes = block.bytes;
        if (block.lent.get() == 0 && !bytes.hasRemaining()) {
            if (bytes.capacity() > USUAL) {
                block = new Block(USUAL);
            } else {
                bytes.position(0).limit(0);
            }
            return;
        }
        int wanted = Math.max(Frame.HEADER, bytes.remaining() < Frame.HEADER ? 0 : Frame.HEADER + bytes.getInt(bytes.position()));
        if (bytes.capacity() - bytes.position() >= wanted && bytes.capacity() > bytes.limit()) {
            return;
        }
        if (block.lent.get() == 0 && bytes.capacity() >= wanted) {
            bytes.compact().flip();
        } else {
            Block next = new Block(Math.max(wanted, USUAL));
            next.bytes.limit(next.bytes.capacity()).put(bytes).flip();
            block = next;
        }
    }

    /// Goes to the next frame, if it has come whole. Its payload is the one of before no longer, unless it is on [#loan].
    ///
    /// @throws IOException if it is none
    public boolean next() throws IOException {
        ByteBuffer bytes = block.bytes;
        if (bytes.remaining() < Frame.HEADER) {
            return false;
        }
        int at = bytes.position();
        length = bytes.getInt(at);
        if (length < 0 || length > Frame.LARGEST) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes; expected at most " + Frame.LARGEST);
        }
        if (bytes.remaining() < Frame.HEADER + length) {
            return false;
        }
        id = bytes.getInt(at + Integer.BYTES);
        kind = bytes.get(at + 2 * Integer.BYTES);
        bytes.position(at + Frame.HEADER + length);
        return true;
    }

    public int kind() {
        return kind;
    }

    public int id() {
        return id;
    }

    /// Of the frame: to be read before the next one is looked for.
    public ByteBuffer payload() {
        ByteBuffer bytes = block.bytes;
        return bytes.slice(bytes.position() - length, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Has what has been read so far stay as it is until it is given back, on any thread.
    public Loan loan() {
        block.lent.getAndIncrement();
        return block;
    }

    /// Memory that somebody is still reading.
    public interface Loan {

        /// To be called once.
        void giveBack();
    }

    private static final class Block implements Loan {

        private final ByteBuffer bytes;
        private final AtomicInteger lent = new AtomicInteger();

        Block(int size) {
            bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN).limit(0);
        }

        @Override
        public void giveBack() {
            lent.getAndDecrement();
        }
    }
}
