package dev.reserve.gateway.single;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Heads for the readers of all protocols.
public final class Heads {

    private Heads() {}

    /// Reads a head that is all there.
    public static CgiRequest read(HeadReader reader, byte[] head) throws MalformedException {
        CgiRequest request = new CgiRequest();
        assertTrue(reader.read(ByteBuffer.wrap(head), request));
        return request;
    }

    /// A head reads the same in however many pieces, and what is behind it is not touched.
    public static void checkInPieces(Supplier<HeadReader> readers, byte[] head) throws MalformedException {
        for (int split = 0; split < head.length; split++) {
            HeadReader reader = readers.get();
            CgiRequest request = new CgiRequest();
            ByteBuffer first = ByteBuffer.wrap(head, 0, split);
            assertFalse(reader.read(first, request));
            assertFalse(first.hasRemaining());
            assertEquals(split > 0, reader.missing() != null);
            ByteBuffer second = ByteBuffer.wrap(Arrays.copyOf(head, head.length + 3), split, head.length + 3 - split);
            assertTrue(reader.read(second, request));
            assertEquals(3, second.remaining());
        }
    }

    /// Whatever comes is a head, or is refused, or wants more; and it is the same in pieces as it is in one.
    public static void fuzz(Supplier<HeadReader> readers, byte[] head, int rounds) {
        SplittableRandom random = new SplittableRandom(Long.getLong("fuzz.seed", 1));
        int good = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = mutated(head, random);
            String whole = outcome(readers.get(), bytes, bytes.length);
            assertEquals(whole, outcome(readers.get(), bytes, 1 + random.nextInt(7)), () -> Arrays.toString(bytes));
            good += whole.startsWith("read") ? 1 : 0;
        }
        assertTrue(good > 0, "all were refused");
        assertTrue(good < rounds, "none was refused");
    }

    private static String outcome(HeadReader reader, byte[] bytes, int piece) {
        CgiRequest request = new CgiRequest();
        try {
            for (int at = 0; at < bytes.length; at += piece) {
                ByteBuffer next = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
                if (reader.read(next, request)) {
                    return "read to " + next.position() + ", " + request.length() + ", " + request.other("FOO");
                }
            }
            @Nullable
            String missing = reader.missing();
            return "wants more: " + missing;
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static byte[] mutated(byte[] head, SplittableRandom random) {
        byte[] bytes = head.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
                default -> System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - at + 1) / 2, (bytes.length - at) / 2);
            }
        }
        return bytes;
    }
}
