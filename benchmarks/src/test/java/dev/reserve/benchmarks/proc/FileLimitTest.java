package dev.reserve.benchmarks.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLimitTest {

    @ParameterizedTest
    @CsvSource({"1024, 1024", "unlimited, 2147483647", "9223372036854775807, 2147483647"})
    void theSoftLimitCounts(String soft, int limit) {
        assertEquals(limit, FileLimit.parse("Max processes             7                    8                    processes\n"
                + "Max open files            " + soft + "                 20000                files\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Max open files\n", "Max open files            some                 20000                files\n"})
    void anythingElseIsRefused(String limits) {
        assertThrows(IllegalArgumentException.class, () -> FileLimit.parse(limits));
    }

    @Test
    void thisProcessHasOne() {
        assertTrue(FileLimit.own() > 0);
    }
}
