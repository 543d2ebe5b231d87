package dev.reserve.gateway.fastcgi.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CgiHeadTest {

    private static final byte[] HEAD = """
            Status: 404 Not here\r
            Content-Type: text/plain\r
            Content-Length: 12
            Location: /x
            X-A:1

            body""".getBytes(ISO_8859_1);

    /// Heads with bytes changed, left out and doubled: each is read, or refused with a reason, or wants more, and the same in pieces. The system property
    /// `fuzz.heads` says how many, and `fuzz.seed` has others made.
    @Test
    void whateverComesIsReadOrRefused() {
        long seed = Long.getLong("fuzz.seed", 1);
        int heads = Integer.getInteger("fuzz.heads", 20_000);
        SplittableRandom random = new SplittableRandom(seed);
        int good = 0;
        for (int i = 0; i < heads; i++) {
            byte[] head = changed(random);
            String whole = outcome(head, head.length);
            assertEquals(whole, outcome(head, 1 + random.nextInt(9)), "-Dfuzz.seed=" + seed + ", head " + i);
            good += whole.startsWith("read") ? 1 : 0;
        }
        assertTrue(good > heads / 10 && good < heads * 9 / 10, good + " of " + heads + " were read");
    }

    private static String outcome(byte[] bytes, int piece) {
        CgiHead head = new CgiHead();
        try {
            for (int at = 0; at < bytes.length; at += piece) {
                ByteBuffer next = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
                head.read(next);
                if (head.complete()) {
                    assertTrue(head.status() >= 200 && head.status() <= 599);
                    return "read to " + next.position() + ", " + head.status() + head.redirection() + head.fields();
                }
            }
            return "wants more";
        } catch (BadAnswerException e) {
            return e.status() + " " + e.getMessage();
        }
    }

    private static byte[] changed(SplittableRandom random) {
        byte[] head = HEAD.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(head.length);
            switch (random.nextInt(4)) {
                case 0 -> head[at] = (byte) random.nextInt(256);
                case 1 -> head[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> head = Arrays.copyOf(head, at + 1);
                default -> System.arraycopy(head, at, head, random.nextInt(at + 1), (head.length - at) / 2);
            }
        }
        return head;
    }
}
