package dev.reserve.example.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({"*, '', true", "*, abc, true", "'', '', true", "'', a, false", "abc, abc, true", "abc, abcd, false", "abcd, abc, false",
        "a?c, abc, true", "a?c, ac, false", "a*, abc, true", "*c, abc, true", "*b, abc, false", "a*c*e, abcde, true",
        "a*c*e, abcdef, false", "*ab, aab, true", "a**, a, true", "\\*, *, true", "\\*, a, false", "a\\?*, a?b, true", "\\, \\, true",
        "user:*:name, user:7:name, true", "user:*:name, user:7:age, false"})
    void aPatternMatchesTheWholeKey(String pattern, String key, boolean matches) {
        assertEquals(matches, new Glob(pattern).matches(key));
    }
}
