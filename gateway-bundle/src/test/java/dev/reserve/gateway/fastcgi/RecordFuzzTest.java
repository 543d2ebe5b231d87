package dev.reserve.gateway.fastcgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Streams of records, right ones and with bytes changed, left out and added: whatever comes at a time, the same is read, and what is wrong is named. The system
/// property `fuzz.streams` says how many, and `fuzz.seed` has others made.
class RecordFuzzTest {

    @Test
    void theSameIsReadWhateverComesAtATime() {
        long seed = Long.getLong("fuzz.seed", 1);
        int streams = Integer.getInteger("fuzz.streams", 3000);
        SplittableRandom random = new SplittableRandom(seed);
        int right = 0;
        int wrong = 0;
        for (int i = 0; i < streams; i++) {
            byte[] stream = stream(random);
            boolean changed = random.nextInt(4) != 0;
            if (changed) {
                stream = changed(stream, random);
            }
            List<String> whole = Records.read(stream, Math.max(1, stream.length));
            String name = "-Dfuzz.seed=" + seed + ", stream " + i;
            assertEquals(whole, Records.read(stream, 1 + random.nextInt(20)), name);
            if (!changed) {
                assertEquals("between", whole.getLast(), name);
            }
            if (whole.getLast().equals("between")) {
                right++;
            } else {
                wrong++;
            }
        }
        assertTrue(right > streams / 5 && wrong > streams / 5, right + " right, " + wrong + " wrong");
    }

    private static byte[] stream(SplittableRandom random) {
        ByteBuffer out = ByteBuffer.allocate(20_000);
        int records = 1 + random.nextInt(6);
        for (int i = 0; i < records; i++) {
            int id = random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0 -> RecordWriter.beginRequest(out, id, random.nextBoolean() ? Role.RESPONDER : Role.FILTER, random.nextBoolean());
                case 1 -> RecordWriter.endRequest(out, id, random.nextInt(), ProtocolStatus.UNKNOWN_ROLE);
                case 2 -> RecordWriter.unknownType(out, random.nextInt(256));
                case 3 -> RecordWriter.record(out, RecordType.STDIN, id, ByteBuffer.wrap(bytes(random, random.nextInt(50))));
                default -> {
                    PairWriter pairs = new PairWriter();
                    for (int pair = random.nextInt(8); pair > 0; pair--) {
                        pairs.put("N".repeat(random.nextInt(20)), bytes(random, random.nextInt(10) == 0 ? 300 : random.nextInt(9)));
                    }
                    RecordWriter.stream(out, RecordType.PARAMS, id, pairs.content());
                }
            }
        }
        return Records.bytes(out);
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] changed(byte[] stream, SplittableRandom random) {
        ByteBuffer out = ByteBuffer.allocate(stream.length + 8);
        int at = random.nextInt(stream.length);
        int left = Math.min(stream.length - at, random.nextInt(4));
        out.put(stream, 0, at).put(bytes(random, random.nextInt(4)));
        out.put(stream, at + left, stream.length - at - left);
        return Records.bytes(out);
    }
}
