package dev.reserve.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {

    private final Windows windows = new Windows();

    @BeforeEach
    void twoWindows() {
        windows.add(10, 20);
        windows.add(30, 40);
    }

    @ParameterizedTest
    @CsvSource({"1, 9, false", "1, 10, true", "12, 13, true", "20, 25, true", "21, 29, false", "21, 30, true", "15, 35, true",
        "40, 50, true",
        "41, 50, false", "0, 100, true"})
    void whatGoesOnInAnyPartOfAWindowMeetsIt(long start, long end, boolean met) {
        assertEquals(met, windows.meet(start, end));
    }

    @Test
    void windowsComeInTheirOrder() {
        assertThrows(IllegalArgumentException.class, () -> windows.add(35, 50));
    }
}
