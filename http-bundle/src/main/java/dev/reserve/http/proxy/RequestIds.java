package dev.reserve.http.proxy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Ids that are different for each request of all servers, short, and cheap to make. They are no secret, and may be guessed.
final class RequestIds {

    private static final int MOST = 128;
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray(); // Crockford's, without those that look alike
    private static final int LENGTH = 20;

    private final long run = ThreadLocalRandom.current().nextLong();
    private final AtomicLong next = new AtomicLong();

    /// 10 digits for the run of the server, 10 for the request in it.
    String make() {
        byte[] text = new byte[LENGTH];
        put(text, 0, run);
        put(text, LENGTH / 2, next.getAndIncrement());
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int at, long number) {
        long rest = number;
        for (int i = at + LENGTH / 2 - 1; i >= at; i--) {
            text[i] = (byte) DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }

    /// Whether an id that somebody else has made can be passed on, to logs too.
    static boolean isSane(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MOST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char next = id.charAt(i);
            boolean word = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || (next >= '0' && next <= '9');
            if (!word && "-_.:/+=@~".indexOf(next) < 0) {
                return false;
            }
        }
        return true;
    }
}
