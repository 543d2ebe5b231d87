package dev.reserve.benchmarks.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {

    @Test
    void theResidentSetIsReadFromItsLine() {
        assertEquals(128_044,
                Memory.parse("Name:\tjava\nVmPeak:\t 9000000 kB\nVmHWM:\t  130000 kB\nVmRSS:\t  128044 kB\nRssAnon:\t 5 kB\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Name:\tVmRSS: 5 kB\n", "VmRSS:\t many kB\n", "VmRSS:\t 5 MB\n"})
    void anythingElseIsRefused(String status) {
        assertThrows(IllegalArgumentException.class, () -> Memory.parse(status));
    }

    @Test
    void aProcessHasMemory() {
        assertTrue(Memory.resident(ProcessHandle.current()) > 0);
    }

    @Test
    void descendantsHaveTheirs() throws IOException {
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            Memory memory = Memory.ofDescendants(ProcessHandle.current());
            assertTrue(memory.resident() > 0 && memory.proportional() > 0 && memory.proportional() <= memory.resident(), memory.toString());
        } finally {
            child.destroyForcibly();
        }
    }
}
