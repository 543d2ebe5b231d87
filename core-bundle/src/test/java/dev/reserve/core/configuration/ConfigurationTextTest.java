package dev.reserve.core.configuration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTextTest {

    private static ConfigurationText parse(String text) {
        return ConfigurationText.parse(text.getBytes(UTF_8), Map.of("env:HOME", "/root", "empty", "")::get);
    }

    private static List<String> problems(String text) {
        return parse(text).problems().stream().map(ConfigurationText.Problem::toString).toList();
    }

    /// What is no mistake means what it means in any file of properties.
    @ParameterizedTest
    @ValueSource(strings = {"a=b", " a = b ", "a:b", "a b", "a\tb", "a", "a=", "=b", "a==b", "a = = b", "#a=b\n!c=d\n\n e=f",
        "a=b\\\n   c\\\n  d\ne=f",
        "a=b\\\\\nc=d", "a=b\\", "a\\ b\\=c\\:d=e", "a=\\t\\n\\r\\f\\\\\\'\\\"\\#", "a=\\u00e4\\u2028", "a=b\r\nc=d\r\n", "a=x # y", "a=#",
        "ä=ö",
        "a=b\\\n# no comment\nc=d", "a\\\nb=c", "\fa=b", "a \t=\t b", "a\\\\=b"})
    void linesAreThoseOfAFileOfProperties(String text) throws IOException {
        Properties expected = new Properties();
        expected.load(new StringReader(text));
        ConfigurationText found = parse(text);
        assertEquals(List.of(), found.problems());
        assertEquals(expected, found.values());
    }

    @Test
    void theLinesOfKeysAreKnown() {
        assertEquals(Map.of("a", 2, "b", 5), parse("# comment\na=1\\\n  2\n\nb=3\n").lines());
    }

    @Test
    void aKeyMayBeThereOnce() {
        assertEquals(List.of("line 3: the key a is there a second time, after line 1; expected it once"), problems("a=1\nb=2\na=1\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"a=C:\\dir|line 1: \\d in C:\\dir means nothing; expected \\\\ for a backslash",
        "a=\\u12|line 1: \\u12 in \\u12; expected \\u and four hexadecimal digits, such as \\u00e4",
        "a=\\uD|line 1: \\uD in \\uD; expected \\u and four hexadecimal digits, such as \\u00e4",
        "a=x\\u00egy|line 1: \\u00eg in x\\u00egy; expected \\u and four hexadecimal digits, such as \\u00e4"})
    void aBackslashStandsBeforeSomethingThatItHasAMeaningFor(String text, String problem) {
        assertEquals(List.of(problem), problems(text));
    }

    @Test
    void allProblemsAreToldWithTheirLines() {
        SettingTable table = new SettingTable("test", false, "", "", List.of(Setting.of("size", Form.number(1, 9, ""), 1, "")));
        assertEquals(List.of("line 1: \\q in \\q means nothing; expected \\\\ for a backslash", "line 2: ${ is not closed in ${;"
                + " expected ${env:NAME}, or ${NAME} of a system property"), problems("a=\\q\nb=${\n"));
        assertEquals(List.of("line 2: size=10; expected a whole number from 1 to 9", "line 4: unknown key sizes (did you mean size?)"),
                parse("#\nsize=10\n\nsizes=1").check(table).stream().map(Object::toString).toList());
    }

    @Test
    void variablesHaveTheirValues() {
        assertEquals(Map.of("a", "x/root/y", "b", "", "c", "${env:HOME}", "d", "$HOME $ {}"),
                parse("a=x${env:HOME}/y\nb=${empty}\nc=$${env:HOME}\nd=$HOME $ {}").values());
        assertEquals(List
                .of("line 1: ${env:NONE} has no value; expected ${env:NAME} of a variable that the server was started with, or ${NAME} of a"
                        + " system property, or $${ for ${ itself"),
                problems("a=${env:NONE}"));
    }

    @Test
    void anEmptyFileIsAMistakeAndOneOfCommentsIsNot() {
        assertEquals(List.of("the file is empty; expected lines KEY=VALUE, or a line that begins with # to have all defaults"),
                problems(""));
        assertEquals(List.of(), problems("# all defaults"));
        assertEquals(List.of(), problems("\n"));
    }

    @Test
    void aFileIsInUtf8() {
        assertEquals(Map.of("a", "ä€😀"), parse("a=ä€😀").values());
        assertEquals(Map.of("a", "b"), parse("\uFEFFa=b").values());
        assertEquals(List.of("line 2: the byte 0xE4 is not UTF-8; expected a file in UTF-8"),
                ConfigurationText.parse("a=b\nc=ä\n".getBytes(ISO_8859_1), _ -> null).problems().stream().map(Object::toString).toList());
        assertEquals(List.of("line 1: the byte 0xC3 is not UTF-8; expected a file in UTF-8"),
                ConfigurationText.parse(new byte[]{'a', '=', (byte) 0xc3}, _ -> null).problems().stream().map(Object::toString).toList());
    }
}
