package dev.reserve.http.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PemTest {

    @Test
    void blocksAreReadInTheirOrderAndTheRestIsComment() {
        List<Pem> blocks = Pem.parse("x",
                "who\r\n-----BEGIN A B-----\r\nAQI\r\n=\r\n-----END A B-----\r\nand -----BEGIN C-----Aw==-----END C-----");
        assertEquals(List.of("A B", "C"), blocks.stream().map(Pem::label).toList());
        assertArrayEquals(new byte[]{1, 2}, blocks.get(0).der());
        assertArrayEquals(new byte[]{3}, blocks.get(1).der());
        assertEquals(List.of(), Pem.parse("x", ""));
    }

    @Test
    void aBlockThatDoesNotEndOrIsNotBase64IsRefused() {
        assertEquals("x: no -----END A----- after -----BEGIN A-----; expected a whole PEM file", message("-----BEGIN A-----\nAQI="));
        assertTrue(message("-----BEGIN A-----\n%%\n-----END A-----").startsWith("x: A is not base64: "),
                message("-----BEGIN A-----\n%%\n-----END A-----"));
    }

    @Test
    void whatCannotBeReadIsNamed(@TempDir Path directory) throws IOException {
        Path none = directory.resolve("none");
        assertEquals(none + " is not there; expected a PEM file",
                assertThrows(IllegalArgumentException.class, () -> Pem.read(none)).getMessage());
        Path big = Files.write(directory.resolve("big"), new byte[(1 << 20) + 1]);
        assertEquals(big + " has 1048577 bytes; expected a PEM file, of at most 1048576",
                assertThrows(IllegalArgumentException.class, () -> Pem.read(big)).getMessage());
        assertTrue(message(() -> Pem.read(directory)).startsWith(directory + " cannot be read ("));
    }

    private static String message(String text) {
        return message(() -> Pem.parse("x", text));
    }

    private static String message(Executable task) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, task).getMessage());
    }
}
