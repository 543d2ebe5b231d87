package dev.reserve.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Answer.End end(String text, int part) throws IOException {
        Answer answer = new Answer(out);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += part) {
            byte[] next = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + part));
            answer.take(next, next.length);
        }
        return answer.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void outputAndTrailerAreToldApartHoweverTheyCome(int part) throws IOException {
        assertEquals(new Answer.End(64, "no such thing, für €"), end("a\nb €\n\00064 no such thing, für €\n", part));
        assertEquals("a\nb €\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aGoodEndHasNoMessage() throws IOException {
        assertEquals(new Answer.End(0, ""), end("\0000\n", 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "output", "output\000", "output\0001", "\0001 x", "\000x\n", "\0001234\n"})
    void anAnswerThatBreaksOffIsNoEnd(String text) {
        assertThrows(IOException.class, () -> end(text, 100));
    }
}
