package dev.reserve.benchmarks.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuTimeTest {

    private static final String REST = " S 1 10709 10709 0 -1 4194304 5000 6000 7 8 1200 340 56 7 20 0 51 0 100 200 300 18446744073709551615\n";

    @ParameterizedTest
    @ValueSource(strings = {"10709 (java)", "10709 (a name (with) blanks 1 2 3)", "10709 ())"})
    void endedChildrenCountWhateverTheNameOfTheProcess(String start) {
        assertEquals(new CpuTime(1200 + 56, 340 + 7), CpuTime.parse(start + REST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10709 java" + REST, "10709 (java) S 1 10709 10709 0 -1 4194304 5000 6000 7 8 1200 340 56", "10709 (java)"})
    void anythingElseIsRefused(String stat) {
        assertThrows(IllegalArgumentException.class, () -> CpuTime.parse(stat));
    }

    @Test
    void timesAddUp() {
        CpuTime sum = new CpuTime(1, 20).plus(new CpuTime(300, 4000));
        assertEquals(new CpuTime(301, 4020), sum);
        assertEquals(4321, sum.ticks());
        assertEquals(new CpuTime(300, 4000), sum.minus(new CpuTime(1, 20)));
    }

    @Test
    void theTimeOfADescendantCounts() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "sh -c 'while :; do :; done' & wait").start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (CpuTime.of(process.toHandle()).ticks() < 5) {
                assertTrue(System.nanoTime() < deadline, "the process that is always busy has used no time");
                Thread.onSpinWait();
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
