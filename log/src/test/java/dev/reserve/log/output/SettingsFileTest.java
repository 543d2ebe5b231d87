package dev.reserve.log.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.log.LogLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {

    @Test
    void anEmptyFileSaysNothingNew() throws Exception {
        assertEquals(Settings.DEFAULT, SettingsFile.read(List.of("", "  # a comment", "")));
    }

    @Test
    void everyKey() throws Exception {
        assertEquals(
                new Settings(Optional.of(Settings.Form.JSON),
                        Optional.of(new Settings.File("log/reserve.log", Settings.Form.JSON, 2 << 20, 7)),
                        Map.of("root", LogLevel.WARN, "org.example.shop", LogLevel.DEBUG, "app:my.shop", LogLevel.TRACE)),
                SettingsFile.read(List.of("stdout=json", " file = log/reserve.log ", "file.format=json", "file.size=2m", "file.count=7",
                        "level = warn", "level.org.example.shop=DEBUG", "app.my.shop.level=TRACE")));
    }

    @Test
    void standardOutputMayBeOffAndAFileHasDefaults() throws Exception {
        assertEquals(new Settings(Optional.empty(), Optional.of(new Settings.File("a", Settings.Form.TEXT, 10 << 20, 5)), Map.of()),
                SettingsFile.read(List.of("stdout=off", "file=a")));
    }

    @Test
    void whatIsWrongIsToldWithItsLineAndWhatWasExpected() {
        assertProblem("line 2: stdout: \"yaml\"; expected text, json or off", "# x", "stdout=yaml");
        assertProblem("line 1: file.size: \"10 MB\"; expected a number of bytes, such as 512K or 10M, or 0 for no limit", "file.size=10 MB",
                "file=a");
        assertProblem("line 2: file.size: \"9999999999G\"; expected a number of bytes, such as 512K or 10M, or 0 for no limit", "file=a",
                "file.size=9999999999G");
        assertProblem("line 2: file.count: \"-1\"; expected how many earlier files are kept, 0 to 1000", "file=a", "file.count=-1");
        assertProblem("line 2: file.count: \"1001\"; expected how many earlier files are kept, 0 to 1000", "file=a", "file.count=1001");
        assertProblem("line 2: file.format: \"\"; expected text or json", "file=a", "file.format=");
        assertProblem("line 1: file: \"\"; expected a path", "file=");
        assertProblem("line 1: file.count: there is no file; expected file=PATH too", "file.count=1");
        assertProblem("line 1: level: \"LOUD\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF", "level=LOUD");
        assertProblem("line 1: app.shop.level: \"9\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF", "app.shop.level=9");
        assertProblem("line 1: there is no KEY = VALUE", "level INFO");
        assertProblem("line 1: there is no KEY = VALUE", "=INFO");
        assertProblem("line 3: level: is in line 1 already; expected it once", "level=INFO", "", "level=WARN");
    }

    @ParameterizedTest
    @CsvSource({"levle, level", "stdot, stdout", "file-size, file.size", "fil.count, file.count", "levels.org.example, level.org.example",
        "app.shop.lvl, app.shop.level", "apps.my.shop.level, app.my.shop.level"})
    void ofAnUnknownKeyTheNearestIsNamed(String key, String near) {
        assertProblem("line 1: " + key + ": is no key of this file (did you mean " + near
                + "?); expected level, level.LOGGER, app.NAME.level, stdout, file, file.format, file.size or file.count", key + "=INFO");
    }

    @Test
    void whatAnUnknownKeyIsSetToIsNotTold() {
        assertProblem(
                "line 1: password: is no key of this file; expected level, level.LOGGER, app.NAME.level, stdout, file, file.format, file.size "
                        + "or file.count",
                "password=secret");
    }

    @Test
    void allThatIsWrongIsTold() {
        assertEquals(3,
                assertThrows(SettingsFile.BadException.class, () -> SettingsFile.read(List.of("level=x", "stdout=x", "x=x"))).problems()
                        .size());
    }

    private static void assertProblem(String expected, String... lines) {
        assertEquals(List.of(expected),
                assertThrows(SettingsFile.BadException.class, () -> SettingsFile.read(List.of(lines))).problems());
    }
}
