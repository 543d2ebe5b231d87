package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TerminalInputTest {

    /// What has been received; what was typed in one go, however it came.
    private static final class Recorder implements TerminalInput.Receiver {

        private final List<String> received = new ArrayList<>();
        private boolean typing;

        @Override
        public void typed(byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
            received.add(typing ? received.removeLast() + text : "typed " + text);
            typing = true;
        }

        @Override
        public void resized(int columns, int rows) {
            received.add("size " + columns + " " + rows);
            typing = false;
        }

        @Override
        public void redraw() {
            received.add("redraw");
            typing = false;
        }
    }

    private static List<String> received(byte[] bytes, int pieces) throws CommandFailure {
        Recorder recorder = new Recorder();
        TerminalInput input = new TerminalInput(recorder);
        for (int i = 0; i < bytes.length; i += pieces) {
            input.take(bytes, i, Math.min(pieces, bytes.length - i));
        }
        return recorder.received;
    }

    private static List<String> received(String text) throws CommandFailure {
        return received(text.getBytes(StandardCharsets.ISO_8859_1), Integer.MAX_VALUE / 2);
    }

    @Test
    void messagesAreToldFromWhatIsTyped() throws CommandFailure {
        assertEquals(List.of("typed ab", "size 120 40", "typed c\n"), received("ab\0size 120 40\nc\n"));
        assertEquals(List.of("redraw", "redraw"), received("\0redraw\n\0redraw\n"));
        assertEquals(List.of("typed a\0b"), received("a\0\nb"));
        assertEquals(List.of("size 0 10000"), received("\0size 0 10000\n"));
    }

    @Test
    void theyMayComeInPiecesOfAnySize() throws CommandFailure {
        byte[] bytes = "ab\0size 120 40\nc\0\n\0redraw\nd".getBytes(StandardCharsets.ISO_8859_1);
        for (int pieces = 1; pieces <= bytes.length; pieces++) {
            assertEquals(List.of("typed ab", "size 120 40", "typed c\0", "redraw", "typed d"), received(bytes, pieces));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "size 80", "size 80 24 1", "size -1 24", "size 80 10001", "size 99999999999 1", "size  80 24",
        "size a b",
        "Size 80 24", "frobnicate", "\0", "redraw ", "size 80 24\r", " "})
    void aMessageThatIsNoneIsShownWithWhatWasExpected(String message) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> received("\0" + message + "\n"));
        assertEquals(CommandFailure.BAD_DATA, failure.code());
        assertTrue(failure.line().contains("expected size COLUMNS ROWS"), failure.line());
    }

    @Test
    void aMessageWithoutEndIsNotCollected() {
        assertThrows(CommandFailure.class, () -> received("\0" + "x".repeat(1000)));
    }

    @Test
    void anyBytesAreEitherTakenOrRefused() {
        Random random = new Random(7);
        byte[] alphabet = "\0\0\n\n size0123456789redraw\u0003\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        int refused = 0;
        for (int run = 0; run < 20_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                List<String> whole = received(bytes, Integer.MAX_VALUE / 2);
                assertEquals(whole, received(bytes, 1 + random.nextInt(5)));
            } catch (CommandFailure e) {
                assertEquals(CommandFailure.BAD_DATA, e.code());
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < 20_000, refused + " of 20000 were refused");
    }
}
