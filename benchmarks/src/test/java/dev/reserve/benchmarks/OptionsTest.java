package dev.reserve.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static List<String> chosen(String... arguments) {
        return Options.parse(Set.of("only"), arguments).chosen("only", List.of("a", "b", "c"), each -> each);
    }

    @Test
    void whatIsChosenComesInItsOwnOrder() {
        assertEquals(List.of("a", "b", "c"), chosen());
        assertEquals(List.of("a", "c"), chosen("--only", "c,a"));
    }

    @Test
    void whatDoesNotExistIsSaid() {
        assertEquals("--only: expected some of [a, b, c], found d",
                assertThrows(IllegalArgumentException.class, () -> chosen("--only", "a,d")).getMessage());
        assertEquals("--only: expected some of [a, b, c], found ",
                assertThrows(IllegalArgumentException.class, () -> chosen("--only", "")).getMessage());
    }
}
