package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.engine.StrictServer.Outcome;
import dev.reserve.http.wire.StrictParser;
import dev.reserve.http.wire.StrictParser.Reading;
import dev.reserve.http.wire.WireFile;
import java.util.List;
import java.util.regex.Pattern;

/// What has to be true of any stream of bytes: what the server takes for a request, an independent strict parser takes for the same request.
final class Smuggling {

    /// Targets that the server tells of as they came.
    private static final Pattern PLAIN = Pattern.compile("/[!-~]*");

    private Smuggling() {}

    static void check(StrictServer server, byte[] stream) {
        Reading reading = StrictParser.read(stream);
        for (int piece : new int[]{Math.max(1, stream.length), 7, 1}) {
            check(reading, server.send(stream, piece), stream, piece);
        }
    }

    private static void check(Reading reading, Outcome outcome, byte[] stream, int piece) {
        String what = "in pieces of " + piece + " bytes:\n" + WireFile.encode(stream) + "\nthe server: " + outcome + "\nthe parser: "
                + reading;
        List<StrictParser.Request> expected = reading.requests();
        assertTrue(outcome.whole().size() <= expected.size(), () -> "more requests than there are, " + what);
        for (int i = 0; i < outcome.whole().size(); i++) {
            StrictParser.Request request = expected.get(i);
            String understood = outcome.whole().get(i);
            if (PLAIN.matcher(request.target()).matches()) {
                assertEquals(request.summary(), understood, () -> "another request than there is, " + what);
            } else {
                assertTrue(understood.startsWith(request.method() + " ") && understood.endsWith(" [" + request.body() + "]"),
                        () -> "another request than there is: " + understood + ", " + what);
            }
        }
        assertTrue(outcome.statuses().size() <= expected.size() + 1, () -> "more responses than requests, " + what);
        assertFalse(outcome.statuses().contains(500), () -> "an exception, " + what);
        long understood = outcome.statuses().stream().takeWhile(status -> status == 200).count();
        assertTrue(understood >= outcome.statuses().size() - 1, () -> "it went on after it had refused one, " + what);
        assertEquals(outcome.whole().size(), understood, () -> "an answer to what is not whole, " + what);
    }
}
