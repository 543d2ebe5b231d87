package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Answer answer = new Answer(output);

    @Test
    void outputAndTrailerArePartedWhereverTheyAreCut() throws Exception {
        String text = "one\ntwo\0three\n\0" + "1 no such thing\n";
        for (int size = 1; size <= text.length(); size++) {
            output.reset();
            Answer cut = new Answer(output);
            for (int i = 0; i < text.length(); i += size) {
                send(cut, text.substring(i, Math.min(text.length(), i + size)));
            }
            assertEquals("one\ntwo\0three\n", output.toString(StandardCharsets.UTF_8));
            assertEquals(1, cut.end().code());
            assertEquals("no such thing", cut.end().getMessage());
        }
    }

    @Test
    void outputIsPassedOnAsItComes() throws Exception {
        send(answer, "first");

        assertEquals("first", output.toString(StandardCharsets.UTF_8));
    }

    @Test
    void successHasNoMessage() throws Exception {
        send(answer, "\0" + "0\n");

        assertEquals(0, answer.end().code());
        assertEquals("", answer.end().getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "text\0", "text\0" + "12", "\0x\n", "\0\n", "\0" + "1234\n"})
    void anAnswerWithoutItsTrailerIsABrokenConnection(String text) throws Exception {
        send(answer, text);

        assertEquals(Exit.IO_ERROR, assertThrows(Exit.class, answer::end).code());
    }

    private static void send(Answer answer, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        answer.write(bytes, 0, bytes.length);
    }
}
