package dev.reserve.wsgi.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {

    private record Sent(int kind, int id, ByteBuffer payload) {}

    /// A channel that gives and takes as many bytes at a time as it likes.
    private static final class Pipe implements ReadableByteChannel, WritableByteChannel {

        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final Random random;
        private final int most;
        private int read;

        Pipe(Random random, int most) {
            this.random = random;
            this.most = most;
        }

        @Override
        public int read(ByteBuffer to) {
            int count = Math.min(Math.min(random.nextInt(most + 1), to.remaining()), written.size() - read);
            to.put(written.toByteArray(), read, count);
            read += count;
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            int count = Math.min(random.nextInt(most + 1), from.remaining());
            byte[] taken = new byte[count];
            from.get(taken);
            written.writeBytes(taken);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 70_000, 1 << 20})
    void framesComeAsTheyWereSentHoweverTheyAreDivided(int most) throws IOException {
        Random random = new Random(most);
        Pipe pipe = new Pipe(random, most);
        FrameWriter writer = new FrameWriter();
        FrameReader reader = new FrameReader();
        List<Sent> sent = new ArrayList<>();
        List<Sent> received = new ArrayList<>();
        List<FrameReader.Loan> loans = new ArrayList<>();
        List<ByteBuffer> lent = new ArrayList<>();
        List<byte[]> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] payload = new byte[random.nextInt(i % 20 == 0 && most > 1_000 ? Frame.LARGEST : 300)];
            random.nextBytes(payload);
            sent.add(new Sent(1 + random.nextInt(44), random.nextInt(), ByteBuffer.wrap(payload)));
            writer.begin(sent.getLast().kind(), sent.getLast().id()).put(payload).end();
            writer.begin(Frame.STOP, 1).put("forgotten");
            writer.forget();
            if (random.nextInt(3) == 0) {
                writer.flush(pipe);
            }
        }
        for (boolean all = false; !all || received.size() < sent.size();) {
            all = writer.flush(pipe);
            reader.fill(pipe);
            while (reader.next()) {
                ByteBuffer payload = reader.payload();
                byte[] copy = new byte[payload.remaining()];
                payload.duplicate().get(copy);
                received.add(new Sent(reader.kind(), reader.id(), ByteBuffer.wrap(copy)));
                if (received.size() % 7 == 0) {
                    loans.add(reader.loan());
                    lent.add(payload);
                    expected.add(copy);
                }
            }
        }
        assertEquals(0, writer.remaining());
        assertEquals(sent, received);
        for (int i = 0; i < lent.size(); i++) { // what was on loan has stayed as it was
            byte[] still = new byte[lent.get(i).remaining()];
            lent.get(i).get(still);
            assertArrayEquals(expected.get(i), still);
            loans.get(i).giveBack();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Frame.LARGEST + 1, Integer.MAX_VALUE})
    void aFrameThatIsTooLargeIsRefused(int length) throws IOException {
        FrameReader reader = filled(ByteBuffer.allocate(Frame.HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(0, length).array());
        String message = String.valueOf(assertThrows(IOException.class, reader::next).getMessage());
        assertTrue(message.contains("at most " + Frame.LARGEST), message);
    }

    @Test
    void bytesThatAreNoFramesDoNoHarm() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 4 && random.nextBoolean()) { // a length that may be
                bytes[1] = 0;
                bytes[2] = 0;
                bytes[3] = 0;
            }
            try {
                FrameReader reader = filled(bytes);
                int taken = 0;
                while (reader.next()) {
                    taken += Frame.HEADER + reader.payload().remaining();
                }
                assertTrue(taken <= bytes.length);
            } catch (IOException e) {
                assertTrue(String.valueOf(e.getMessage()).startsWith("a frame of "), e.toString());
            }
        }
    }

    @Test
    void aPartOfAFrameIsNone() throws IOException {
        byte[] whole = ByteBuffer.allocate(Frame.HEADER + 2).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 2).put(8, (byte) 5).array();
        for (int i = 0; i < whole.length; i++) {
            assertFalse(filled(java.util.Arrays.copyOf(whole, i)).next());
        }
        assertTrue(filled(whole).next());
    }

    private static FrameReader filled(byte[] bytes) throws IOException {
        FrameReader reader = new FrameReader();
        reader.fill(Channels.newChannel(new ByteArrayInputStream(bytes)));
        return reader;
    }
}
