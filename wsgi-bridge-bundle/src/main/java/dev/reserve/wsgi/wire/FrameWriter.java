package dev.reserve.wsgi.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/// Frames that are to be sent, one after the other. For one thread.
public final class FrameWriter {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int USUAL = 128 << 10;

    private byte[] bytes = new byte[USUAL];
    private int sent;
    private int end;
    private int frame;

    /// Begins a frame. What is put from now on is its payload, until [#end].
    public FrameWriter begin(int kind, int id) {
        frame = end;
        putInt(0);
        putInt(id);
        return putByte(kind);
    }

    public void end() {
        INT.set(bytes, frame, end - frame - Frame.HEADER);
    }

    /// A frame without payload.
    public void empty(int kind, int id) {
        begin(kind, id).end();
    }

    /// Takes back what has been put since [#begin].
    public void forget() {
        end = frame;
    }

    /// Where the next byte goes, for [#lengthAt].
    public int at() {
        return end - frame;
    }

    /// Writes the number of bytes that have been put since behind the four that are at a place.
    public void lengthAt(int place) {
        INT.set(bytes, frame + place, end - frame - place - Integer.BYTES);
    }

    /// How large the payload has become.
    public int payload() {
        return end - frame - Frame.HEADER;
    }

    public FrameWriter putByte(int value) {
        room(1);
        bytes[end++] = (byte) value;
        return this;
    }

    public FrameWriter putInt(int value) {
        room(Integer.BYTES);
        INT.set(bytes, end, value);
        end += Integer.BYTES;
        return this;
    }

    public FrameWriter put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, end, more.length);
        end += more.length;
        return this;
    }

    /// All that remains in a buffer.
    public FrameWriter put(ByteBuffer more) {
        int length = more.remaining();
        room(length);
        more.get(bytes, end, length);
        end += length;
        return this;
    }

    /// The characters of a text, which are bytes.
    @SuppressWarnings("deprecation") // deprecated as it takes each character for a byte, which is what is wanted
    public FrameWriter put(String text) {
        int length = text.length();
        room(length);
        text.getBytes(0, length, bytes, end);
        end += length;
        return this;
    }

    private void room(int more) {
        if (bytes.length - end < more) {
            if (sent > 0) {
                System.arraycopy(bytes, sent, bytes, 0, end - sent);
                frame -= sent;
                end -= sent;
                sent = 0;
            }
            if (bytes.length - end < more) {
                bytes = Arrays.copyOf(bytes, Math.max(end + more, 2 * bytes.length));
            }
        }
    }

    /// How many bytes are still to be sent.
    public int remaining() {
        return end - sent;
    }

    /// Sends as much as the channel takes.
    ///
    /// @return whether all is sent
    public boolean flush(WritableByteChannel channel) throws IOException {
        if (sent < end) {
            sent += channel.write(ByteBuffer.wrap(bytes, sent, end - sent));
        }
        if (sent < end) {
            return false;
        }
        sent = 0;
        end = 0;
        if (bytes.length > USUAL) {
            bytes = new byte[USUAL];
        }
        return true;
    }
}
