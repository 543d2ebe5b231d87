package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.wire.WireFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Requests of the corpus with parts of them changed, doubled, left out and put elsewhere, sent to `http`: a few seconds in the ordinary run, or as many as the system
/// property `fuzz.seconds` says. The property `fuzz.seed` has others sent: the ordinary run is always the same.
class MutationFuzzTest {

    private static final List<String> PARTS = List.of("\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", ";", ",", "\0", "\u007f", "\u00ff",
            "\"", "\\",
            "0\r\n\r\n", "5\r\nhello\r\n", "5", "05", "+5", "-1", "0x5", "5, 5", "ffffffffffffffff", "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\n", "Host: a\r\n", "Host: b\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
            "Content_Length: 5\r\n",
            "Content-Length : 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding:\r\n", "transfer-encoding:\tchunked \r\n", "Transfer-Encoding: \u000bchunked\r\n", "chunked",
            "Connection: close\r\n",
            "Connection: keep-alive\r\n", "Connection: Content-Length\r\n", "Expect: 100-continue\r\n", "Upgrade: websocket\r\n",
            "HTTP/1.0", "HTTP/1.1",
            "http://a/", "//", "*", "%2f", "#", "X: y\r\n z\r\n", ";x=\"\r\n\"", ";x", "HEAD", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    @Test
    void whatTheServerTakesForARequestIsOne() throws Exception {
        long seed = Long.getLong("fuzz.seed", 1);
        Duration duration = Duration.ofSeconds(Long.getLong("fuzz.seconds", 3));
        SplittableRandom random = new SplittableRandom(seed);
        List<WireFile> corpus = WireFile.all(Path.of("src/test/resources/http1"), "valid", "invalid", "found").stream()
                .filter(file -> file.text().length() < 1000).toList();
        long begin = System.nanoTime();
        int streams = 0;
        int understood = 0;
        try (StrictServer server = new StrictServer()) {
            while (System.nanoTime() - begin < duration.toNanos()) {
                byte[] stream = mutated(pick(random, corpus).stream(), corpus, random);
                try {
                    Smuggling.check(server, stream);
                    understood += server.send(stream, Math.max(1, stream.length)).whole().isEmpty() ? 0 : 1;
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("-Dfuzz.seed=" + seed + ", stream " + streams + ":\n" + WireFile.encode(stream), e);
                }
                streams++;
            }
        }
        System.out.println("fuzz.seed=" + seed + ": " + streams + " streams, of " + understood + " at least one request was understood");
        assertTrue(understood > 0, "of " + streams + " streams none was understood");
    }

    private static byte[] mutated(byte[] original, List<WireFile> corpus, SplittableRandom random) {
        byte[] stream = withHost(original, random);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            stream = changed(stream, corpus, random);
        }
        return stream;
    }

    /// Most of the corpus is without a Host, and would be refused for that alone.
    private static byte[] withHost(byte[] stream, SplittableRandom random) {
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        return text.contains("Host:") || random.nextInt(10) == 0
                ? stream
                : text.replaceAll("( HTTP/1\\.[01]\r\n)", "$1Host: a\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] changed(byte[] stream, List<WireFile> corpus, SplittableRandom random) {
        int from = position(stream, random);
        int to = Math.min(stream.length, from + random.nextInt(12));
        return switch (random.nextInt(8)) {
            case 0 -> spliced(stream, from, to, new byte[0]);
            case 1 -> spliced(stream, from, from, pick(random, PARTS).getBytes(StandardCharsets.ISO_8859_1));
            case 2 -> spliced(stream, from, to, pick(random, PARTS).getBytes(StandardCharsets.ISO_8859_1));
            case 3 -> spliced(stream, position(stream, random), from, new byte[0]);
            case 4 -> spliced(stream, from, Math.min(stream.length, from + 1), new byte[]{(byte) random.nextInt(256)});
            case 5 -> spliced(stream, from, from, Arrays.copyOfRange(stream, from, to));
            case 6 -> {
                byte[] other = pick(random, corpus).stream();
                int begin = position(other, random);
                yield spliced(stream, from, from, Arrays.copyOfRange(other, begin, Math.min(other.length, begin + random.nextInt(60))));
            }
            default -> spliced(stream, stream.length, stream.length, withHost(pick(random, corpus).stream(), random));
        };
    }

    /// Anywhere, or at the begin of a line.
    private static int position(byte[] stream, SplittableRandom random) {
        int at = random.nextInt(stream.length + 1);
        if (random.nextBoolean()) {
            while (at > 0 && stream[at - 1] != '\n') {
                at--;
            }
        }
        return at;
    }

    private static byte[] spliced(byte[] stream, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(stream, 0, Math.min(from, to));
        out.writeBytes(middle);
        out.write(stream, Math.max(from, to), stream.length - Math.max(from, to));
        return out.toByteArray();
    }

    private static <T> T pick(SplittableRandom random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
