package dev.reserve.benchmarks.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    @Test
    void theCommonSourcesCompile() {
        Map<String, byte[]> classes = Compiled.of(List.of("Answer", "Lines"), List.of(), 17).classes();
        assertEquals(List.of("bench/Answer.class", "bench/Lines.class"), List.copyOf(classes.keySet()));
    }
}
