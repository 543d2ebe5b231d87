package dev.reserve.gateway.fcgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.gateway.fastcgi.PairWriter;
import dev.reserve.gateway.fastcgi.RecordType;
import dev.reserve.gateway.fastcgi.RecordWriter;
import dev.reserve.gateway.fastcgi.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections with requests of which bytes are changed, left out and added: each comes to its end, and nothing else is disturbed. The system property
/// `fuzz.streams` says how many, and `fuzz.seed` has others made.
class FcgiFuzzTest {

    @Test
    @Timeout(60)
    void everyConnectionComesToItsEnd() throws Exception {
        long seed = Long.getLong("fuzz.seed", 1);
        int streams = Integer.getInteger("fuzz.streams", 120);
        SplittableRandom random = new SplittableRandom(seed);
        int answered = 0;
        try (FcgiServer server = new FcgiServer(new Echo()); Front good = server.front()) {
            for (int i = 0; i < streams; i++) {
                byte[] stream = changed(stream(random), random);
                try (Front front = server.front()) {
                    answered += send(front, stream);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dfuzz.seed=" + seed + ", stream " + i, e);
                }
            }
            good.get(1, "/x", true);
            Front.Event event = good.next();
            assertNotNull(event);
            assertEquals(3, event.code());
        }
        assertTrue(answered > streams / 10, answered + " answers");
    }

    /// @return how many records come back before the end
    private static int send(Front front, byte[] stream) {
        int records = 0;
        try {
            front.write(ByteBuffer.wrap(stream));
            front.shutdownOutput();
            while (front.next() != null) {
                records++;
            }
        } catch (IOException e) {
            // an end too
        }
        return records;
    }

    private static byte[] stream(SplittableRandom random) {
        ByteBuffer out = ByteBuffer.allocate(10_000);
        int requests = 1 + random.nextInt(4);
        for (int i = 1; i <= requests; i++) {
            byte[] body = new byte[random.nextInt(100)];
            RecordWriter.beginRequest(out, i, random.nextInt(8) == 0 ? Role.FILTER : Role.RESPONDER, random.nextInt(8) != 0);
            PairWriter params = Front.request("POST", "/x");
            RecordWriter.stream(out, RecordType.PARAMS, i,
                    (random.nextBoolean() ? params : params.put("CONTENT_LENGTH", "" + body.length)).content());
            if (random.nextInt(8) == 0) {
                RecordWriter.empty(out, RecordType.ABORT_REQUEST, i);
            }
            RecordWriter.stream(out, RecordType.STDIN, i, ByteBuffer.wrap(body));
            if (random.nextInt(8) == 0) {
                RecordWriter.record(out, RecordType.GET_VALUES, 0, new PairWriter().put("FCGI_MAX_REQS", "").content());
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] changed(byte[] stream, SplittableRandom random) {
        ByteBuffer out = ByteBuffer.allocate(stream.length + 8);
        int at = random.nextInt(stream.length);
        int left = Math.min(stream.length - at, random.nextInt(4));
        byte[] more = new byte[random.nextInt(4)];
        random.nextBytes(more);
        out.put(stream, 0, at).put(more).put(stream, at + left, stream.length - at - left);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static final class Echo extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Content.copy(request, response, callback);
            return true;
        }
    }
}
