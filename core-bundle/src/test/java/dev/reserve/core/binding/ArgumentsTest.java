package dev.reserve.core.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void wordsAreSeparatedByBlanks() {
        assertEquals(List.of(), Arguments.parse("  "));
        assertEquals(List.of("a", "b"), Arguments.parse(" a \t b "));
    }

    @Test
    void quotesKeepBlanksAndJoinWithWhatStandsBeside() {
        assertEquals(List.of("a b", "c d", ""), Arguments.parse("'a b' \"c d\" ''"));
        assertEquals(List.of("--name=a b"), Arguments.parse("--name='a b'"));
    }

    @Test
    void backslashesAreThoseOfTheShell() {
        assertEquals(List.of("a b", "'", "\"\\", "\\n"), Arguments.parse("a\\ b \\' \"\\\"\\\\\" '\\n'"));
        assertEquals(List.of("\\n"), Arguments.parse("\"\\n\""));
    }

    @Test
    void anOpenQuoteOrATrailingBackslashIsAnError() {
        assertEquals("the quote ' at column 3 is not closed in: a 'b", message("a 'b"));
        assertEquals("a backslash at the end of: a\\", message("a\\"));
    }

    @Test
    void whatIsQuotedIsParsedToTheSame() {
        for (List<String> words : List.of(List.<String>of(), List.of(""),
                List.of("a", "b c", "it's", "\"", "\\", "$HOME", "*", "ü", "a\tb", "-x=1"))) {
            assertEquals(words, Arguments.parse(Arguments.quote(words)));
        }
    }

    private static String message(String line) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> Arguments.parse(line)).getMessage());
    }
}
